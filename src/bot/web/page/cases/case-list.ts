import type { CaseRow } from '../../api.ts'
import { absent, frame } from '../parts/frame.ts'
import { html, type VNode } from '../parts/html.ts'
import { follow, visit } from '../parts/navigation.ts'
import { caseHref } from '../parts/route.ts'
import { zonedMinute } from '../parts/time.ts'
import type { CasesState } from './use-cases.ts'

/** The cases that wait, the oldest first, and those that were resolved last; one row each. */
export function CaseListPage({ cases }: { cases: CasesState }): VNode {
  const { list } = cases
  document.title = 'Cases · AI Assistant'
  if (!list.value) return frame('Cases', cases, absent(list))
  const { cases: rows, isAll, timeZone } = list.value
  const waiting = rows.filter(({ status }) => status !== 'resolved')
  const resolved = rows.filter(({ status }) => status === 'resolved')
  const nothing = isAll ? 'Nobody waits for a person.' : 'None of your questions waits for a person.'
  return frame(
    'Cases',
    cases,
    html`
      ${waiting.length === 0 ? html`<p class="page-note">${nothing}</p>` : rowsView(waiting, timeZone, 'Waiting')}
      ${
        resolved.length > 0 &&
        html`<h2 class="page-part">Resolved last</h2>${rowsView(resolved, timeZone, 'Resolved last')}`
      }
    `,
  )
}

function rowsView(rows: CaseRow[], zone: string, label: string): VNode {
  return html`<ul class="run-rows" aria-label=${label}>${rows.map((row) => rowView(row, zone))}</ul>`
}

function rowView(row: CaseRow, zone: string): VNode {
  const { number, name, title, category, question, word, tone, asker, createdAt } = row
  const href = caseHref(number)
  return html`<li key=${name}>
    <a class="run-row" href=${href} onClick=${(event: MouseEvent) => follow(event, () => visit(href))}>
      <span class="run-name">${name}</span>
      <span class="run-title">${title}</span>
      <span class="run-status tone-${tone}"><span class="state">${word}</span></span>
      ${category !== null && html`<span class="case-question">“${question}”</span>`}
      <span class="run-meta">
        ${row.status !== 'resolved' && urgencyView(row, zone)}
        <span>Asked by ${asker}, <time datetime=${createdAt}>${zonedMinute(createdAt, zone)}</time></span>
        ${whose(row)}
      </span>
    </a>
  </li>`
}

function whose({ takenBy, resolvedBy }: CaseRow): VNode | false {
  if (resolvedBy !== null) return html`<span>Resolved by ${resolvedBy}</span>`
  return takenBy !== null && html`<span>With ${takenBy}</span>`
}

/** How bad it is, with whom, and by when somebody must have seen to it. */
function urgencyView({ severity, level, dueAt, isOverdue }: CaseRow, zone: string): VNode {
  const due = dueAt !== null && html`<time datetime=${dueAt}>${zonedMinute(dueAt, zone)}</time>`
  return html`
    <span class="severity is-${severity}">${severity.slice(0, 1).toUpperCase() + severity.slice(1)}</span>
    <span>Level ${level}</span>
    ${due && html`<span class=${isOverdue ? 'overdue' : ''}>${isOverdue ? 'Overdue since' : 'Due'} ${due}</span>`}
  `
}
