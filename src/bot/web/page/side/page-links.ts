import { html, type VNode } from '../parts/html.ts'
import { type IconName, icon } from '../parts/icons.ts'
import { follow } from '../parts/navigation.ts'
import type { Route } from '../parts/route.ts'

/** The pages beside the conversations, with how much waits there for this person. */
export function pageLinks(
  at: Route['at'],
  seesRuns: boolean,
  waiting: { runs: number; cases: number },
  go: (path: string) => void,
): VNode {
  const link = (path: string, name: IconName, label: string, isHere: boolean, count = 0) => html`<li>
    <a href=${path} aria-current=${isHere ? 'page' : undefined}
      onClick=${(event: MouseEvent) => follow(event, () => go(path))}>
      ${icon(name)}<span>${label}</span>
      ${count > 0 && html`<span class="count">${count}<span class="visually-hidden"> waiting for you</span></span>`}
    </a>
  </li>`
  return html`<ul class="page-links">
    ${seesRuns && link('/approvals', 'approvals', 'Approvals', at === 'approvals', waiting.runs)}
    ${link('/cases', 'cases', 'Cases', at === 'cases' || at === 'case', waiting.cases)}
    ${seesRuns && link('/runs', 'runs', 'Runs', at === 'runs' || at === 'run')}
  </ul>`
}
