import { useLayoutEffect, useRef } from 'preact/hooks'
import type { CaseClause } from '../../api.ts'
import type { Click } from '../chat/buttons.ts'
import { html, type VNode } from '../parts/html.ts'

interface UrgencyProps {
  clauses: CaseClause[]
  busy: boolean
  click: Click
  close: () => void
}

/** What a case can be declared to be, in the runbook's words: one press each. */
export function Urgency({ clauses, busy, click, close }: UrgencyProps): VNode {
  const section = useRef<HTMLElement>(null)
  useLayoutEffect(() => section.current?.focus(), [])
  return html`<section class="urgency" aria-label="How urgent is it?" tabindex="-1" ref=${section}>
    <header><h2>How urgent is it?</h2>
      <button type="button" class="quiet" onClick=${close}>Close</button></header>
    <ul>
      ${clauses.map(
        ({ when, leadsTo, value }) => html`<li key=${value}>
          <button type="button" class="urgency-line" disabled=${busy} onClick=${() => click('case-declare', value)}>
            <span>${when}</span><span class="note">${leadsTo}</span>
          </button>
        </li>`,
      )}
    </ul>
  </section>`
}
