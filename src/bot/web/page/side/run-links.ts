import { html, type VNode } from '../parts/html.ts'
import { type IconName, icon } from '../parts/icons.ts'
import { follow } from '../parts/navigation.ts'
import type { Route } from '../parts/route.ts'

/** The pages of runs, with how many wait for this person. */
export function runLinks(at: Route['at'], waiting: number, go: (path: string) => void): VNode {
  const link = (path: string, name: IconName, label: string, isHere: boolean, count = 0) => html`<li>
    <a href=${path} aria-current=${isHere ? 'page' : undefined}
      onClick=${(event: MouseEvent) => follow(event, () => go(path))}>
      ${icon(name)}<span>${label}</span>
      ${count > 0 && html`<span class="count">${count}<span class="visually-hidden"> waiting for you</span></span>`}
    </a>
  </li>`
  return html`<ul class="run-links">
    ${link('/approvals', 'approvals', 'Approvals', at === 'approvals', waiting)}
    ${link('/runs', 'runs', 'Runs', at === 'runs' || at === 'run')}
  </ul>`
}
