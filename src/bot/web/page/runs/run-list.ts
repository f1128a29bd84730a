import type { RunRow } from '../../api.ts'
import { client } from '../parts/client.ts'
import { absent, frame } from '../parts/frame.ts'
import { html, type VNode } from '../parts/html.ts'
import { follow, visit } from '../parts/navigation.ts'
import { runHref } from '../parts/route.ts'
import { spanOf, zonedTime } from '../parts/time.ts'
import { useFresh } from '../parts/use-fresh.ts'
import type { RunsState } from './use-runs.ts'

/** The newest runs, one row each. */
export function RunListPage({ runs }: { runs: RunsState }): VNode {
  const list = useFresh(client.runs, runs.change)
  document.title = 'Runs · AI Assistant'
  if (!list.value) return frame('Runs', runs, absent(list))
  const { runs: rows, timeZone } = list.value
  if (rows.length === 0) {
    return frame('Runs', runs, html`<p class="page-note">Nothing was run yet. Type /restart in a chat.</p>`)
  }
  return frame('Runs', runs, html`<ul class="run-rows">${rows.map((row) => rowView(row, timeZone))}</ul>`)
}

function rowView(
  { number, name, title, word, tone, by, requestedAt, startedAt, endedAt }: RunRow,
  zone: string,
) {
  const href = runHref(number)
  const took = startedAt && endedAt ? `took ${spanOf(startedAt, endedAt)}` : ''
  return html`<li key=${name}>
    <a class="run-row" href=${href} onClick=${(event: MouseEvent) => follow(event, () => visit(href))}>
      <span class="run-name">${name}</span>
      <span class="run-title">${title}</span>
      <span class="run-status tone-${tone}"><span class="state">${word}</span></span>
      <span class="run-meta">
        <span>${by}</span>
        <time datetime=${requestedAt}>${zonedTime(requestedAt, zone)}</time>
        ${took && html`<span>${took}</span>`}
      </span>
    </a>
  </li>`
}
