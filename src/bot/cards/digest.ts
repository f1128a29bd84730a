import { weekdayAndTime } from '../../sops/times.ts'
import type { Card } from '../card.ts'
import type { CaseFacts } from '../hand-over/facts.ts'
import { type CasesView, namesText, overdueText, unresolvedBlocks } from './reported-cases.ts'
import { cardOf, text } from './run/parts.ts'

export interface Digest extends CaseFacts, CasesView {
  /** When the digest before was told. */
  since: Date
}

/** How the cases stand at the start of a business day. */
export function digestCard(facts: Digest): Card {
  const overdue = overdueText(facts.oldest, facts)
  const since = weekdayAndTime(facts.since, facts.timeZone)
  const { resolved } = facts
  return cardOf(`CASES · ${facts.count} unresolved`, overdue === null ? 'neutral' : 'warning', [
    ...unresolvedBlocks(facts, facts),
    overdue === null ? null : text(`Overdue: ${overdue}.`),
    text(
      resolved.length === 0
        ? `Since ${since} none was resolved.`
        : `Resolved since ${since}: ${namesText(resolved)}.`,
    ),
  ])
}
