import { type Run, runName } from '../../sops/run.ts'
import { weekdayAndTime } from '../../sops/times.ts'
import type { Block, Card } from '../card.ts'
import type { ShiftFacts } from '../hand-over/facts.ts'
import { maintenanceBlocks } from './planned.ts'
import { type CasesView, overdueText, unresolvedBlocks } from './reported-cases.ts'
import { cardOf, nameOfRun, text } from './run/parts.ts'

/** A change of shift: who it is between, by name, and what there is to hand over. */
export interface HandOver extends ShiftFacts, CasesView {
  from: string
  to: string
  /** Who stands behind; null where nobody is named. */
  second: string | null
  /** When the shift ends; null where it has no end. */
  until: Date | null
  /** When the one who takes over can be reached; null: now. */
  awayUntil: Date | null
  /** When the shift was handed over before. */
  since: Date
}

const runsShown = 5

/** Who is on call from now on, and what they take over. */
export function handOverCard(facts: HandOver): Card {
  const { from, to, timeZone } = facts
  const end = facts.until === null ? '' : ` · until ${weekdayAndTime(facts.until, timeZone)}`
  const overdue = overdueText(facts.oldest, facts)
  const isWarning = facts.awayUntil !== null || overdue !== null
  return cardOf(`ON CALL · ${to}${end}`, isWarning ? 'warning' : 'neutral', [
    text(`${from} hands over to ${to}.`),
    awayBlock(facts),
    {
      kind: 'fields',
      fields: [
        { label: 'Second', value: facts.second ?? 'nobody is named' },
        { label: `Since ${weekdayAndTime(facts.since, timeZone)}`, value: casesText(facts) },
        { label: 'Tickets', value: facts.openTickets === 0 ? 'none is open' : `${facts.openTickets} open` },
        ...(overdue === null ? [] : [{ label: 'Overdue', value: overdue, tone: 'warning' as const }]),
      ],
    },
    ...maintenanceBlocks(facts.maintenance, facts),
    ...unresolvedBlocks(facts, facts),
    ...runBlocks(facts),
  ])
}

function awayBlock({ to, awayUntil, second, timeZone }: HandOver): Block | null {
  if (awayUntil === null) return null
  const behind = second === null ? 'nobody stands behind' : `${second} is reached first`
  return text(`${to} is away until ${weekdayAndTime(awayUntil, timeZone)}: ${behind}.`)
}

function casesText({ opened, resolved }: ShiftFacts): string {
  return `${opened} ${opened === 1 ? 'case' : 'cases'} opened, ${resolved.length} resolved`
}

function runBlocks({ runs, nameOf }: HandOver): Block[] {
  if (runs.length === 0) return [text('Nothing runs, and nothing waits for a decision or a review.')]
  const more = runs.length - runsShown
  const rows = runs.slice(0, runsShown).map((run) => runText(run, nameOf))
  return [
    text('What runs, and what waits for a decision or a review:'),
    { kind: 'list', items: [...rows, ...(more > 0 ? [`${more} more`] : [])] },
  ]
}

function runText(run: Run, nameOf: HandOver['nameOf']): string {
  const { status, requestedBy, reviewOwed } = run.state
  const what = reviewOwed ? `${status}, a review is owed` : status
  return `${runName(run)} · ${what} · ${nameOfRun(run)} · ${nameOf(requestedBy)}`
}
