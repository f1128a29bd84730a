import { type Case, caseName } from '../../oncall/case.ts'
import { shorten } from '../../shorten.ts'
import { dayAndTime } from '../../sops/times.ts'
import type { Button, Card } from '../card.ts'
import { buttonRow, cardOf, line, text } from './run/parts.ts'

export interface CaseListFacts {
  nameOf(personId: string): string
  timeZone: string
}

/** Cases as rows, each with its button. */
export function caseListCard(headline: string, cases: Case[], facts: CaseListFacts, nothing: string): Card {
  if (cases.length === 0) return cardOf(headline, 'neutral', [text(nothing)])
  const [front, more] = [cases.slice(0, 3).map(open), cases.slice(3).map(open)]
  return cardOf(headline, 'neutral', [
    { kind: 'list', items: cases.map((one) => caseRow(one, facts)) },
    buttonRow(front, more),
  ])
}

/** `C-31 · open · critical · level 2, due 29 Nov, 15:00 EET · The service is down · Maria Sample` */
export function caseRow(one: Case, { nameOf, timeZone }: CaseListFacts): string {
  const due = one.dueAt === null ? '' : `, due ${dayAndTime(one.dueAt, timeZone)}`
  const state = one.takenBy === null ? one.status : `${one.status} by ${nameOf(one.takenBy)}`
  const level = one.status === 'resolved' ? [] : [one.severity, `level ${one.level}${due}`]
  return line([caseName(one), state, ...level, shorten(one.question, 60), nameOf(one.openedBy)].join(' · '))
}

const open = (one: Case): Button => ({
  label: `Show ${caseName(one)}`,
  action: 'case-show',
  value: String(one.number),
})
