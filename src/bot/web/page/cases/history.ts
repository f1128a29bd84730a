import type { CaseMoment, CasePage, CaseRecord } from '../../api.ts'
import { html, type VNode } from '../parts/html.ts'
import { zonedMinute, zonedTime } from '../parts/time.ts'

const byTime = (one: CaseMoment, other: CaseMoment): number => Date.parse(one.at) - Date.parse(other.at)

/** What is due, what happened, calls among it, and which calls were not needed any more. */
export function history({ events, pages, ahead, timeZone }: CaseRecord): VNode {
  const those = (...statuses: CasePage['status'][]) => pages.filter(({ status }) => statuses.includes(status))
  const due = [...those('waiting'), ...ahead].sort(byTime)
  const past = [...events, ...those('sending', 'sent', 'failed')].sort(byTime)
  return html`
    ${moments('What is due', due, (at) => zonedMinute(at, timeZone))}
    ${moments('What happened', past, (at) => zonedTime(at, timeZone))}
    ${moments('Not needed any more', those('cancelled'), (at) => zonedMinute(at, timeZone))}
  `
}

function moments(title: string, all: CaseMoment[], timeOf: (at: string) => string): VNode | false {
  if (all.length === 0) return false
  return html`<section class="record-part" aria-label=${title}>
    <h2>${title}</h2>
    <ol class="timeline">
      ${all.map(
        ({ at, who, text }, index) => html`<li key=${index}>
          <time datetime=${at}>${timeOf(at)}</time>
          <p>${who && html`<span class="timeline-who">${who}</span> `}${text}</p>
        </li>`,
      )}
    </ol>
  </section>`
}
