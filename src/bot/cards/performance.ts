import { type Judged, worstOf } from '../../sops/performance/judge.ts'
import type { PerformanceReport, SlowStatement } from '../../sops/performance/report.ts'
import { costText, judgedText, statementText } from '../../sops/performance/words.ts'
import { type Run, runName } from '../../sops/run.ts'
import type { Block, Button, Card, Tone } from '../card.ts'
import { trendPath } from '../reports/trend-path.ts'
import { buttonRow, cardOf, line, mayOperate, recordButton, recordLink, runNote, text } from './run/parts.ts'
import type { RunView } from './run/view.ts'

const tones: Record<Judged['state'], Tone> = {
  normal: 'good',
  quiet: 'good',
  warning: 'warning',
  critical: 'critical',
  unknown: 'warning',
}

/** How the assistant does: every value against its limits, the trend, what the model service cost. */
export function performanceCard(run: Run, report: PerformanceReport, view: RunView): Card {
  const { judged, picture } = report
  const worst = worstOf(judged)
  const word = worst === 'quiet' ? 'NORMAL' : worst.toUpperCase()
  return cardOf(`${word} · Performance · ${countsText(judged)}`, tones[worst], [
    { kind: 'fields', fields: judged.map(fieldOf) },
    picture && { kind: 'image', url: `${trendPath}/${picture.id}`, alt: picture.alt },
    picture === null ? text('The trend is shown from the second report on.') : null,
    costBlock(report),
    lessText(report),
    unknownStatements(report),
    runNote(run, view),
    recordLink(view),
    buttonRow(mayOperate(run, view) ? slowestButton(run, report, view) : [], recordButton(run, view)),
  ])
}

/** `1 of 5 outside normal`, `all 5 normal`, `3 of 5 normal, 2 unknown` */
function countsText(judged: readonly Judged[]): string {
  const count = (...states: Judged['state'][]) => judged.filter(({ state }) => states.includes(state)).length
  const all = judged.length
  const parts = [
    {
      words: `${count('warning', 'critical')} of ${all} outside normal`,
      count: count('warning', 'critical'),
    },
    {
      words: count('normal') === all ? `all ${all} normal` : `${count('normal')} of ${all} normal`,
      count: count('normal'),
    },
  ]
  const first = parts.find((part) => part.count > 0)?.words ?? 'nothing could be measured'
  const quiet = count('quiet') === 0 ? '' : `, ${count('quiet')} without requests`
  const unknown = count('unknown') === 0 || count('unknown') === all ? '' : `, ${count('unknown')} unknown`
  return `${first}${quiet}${unknown}`
}

function fieldOf(judged: Judged): { label: string; value: string; tone: Tone } {
  return { label: judged.label, value: line(judgedText(judged), 110), tone: fieldTones[judged.state] }
}

const fieldTones: Record<Judged['state'], Tone> = { ...tones, normal: 'neutral', quiet: 'neutral' }

function costBlock({ cost }: PerformanceReport): Block | null {
  if (cost === null) return text('Tokens and cost of the model: unknown.')
  return text(`Model today: ${line(costText(cost.today), 150)}. 7 days: ${line(costText(cost.week), 150)}.`)
}

function lessText({ answeredWithLess: less }: PerformanceReport): Block | null {
  if (less === null || less === 0) return null
  return text(
    `${less === 1 ? '1 answer' : `${less} answers`} of 5 minutes said less than could be: the model failed, or its words did not hold.`,
  )
}

function unknownStatements({ slowest }: PerformanceReport): Block | null {
  return Array.isArray(slowest) ? null : text(`Slowest statements: unknown: ${line(slowest.unknown, 150)}.`)
}

function slowestButton({ number }: Run, { slowest }: PerformanceReport, { inChat }: RunView): Button[] {
  if (inChat === undefined || !Array.isArray(slowest) || slowest.length === 0) return []
  return [{ label: 'Slowest statements', action: 'slowest-statements', value: String(number) }]
}

/** The statements of the database that take longest. */
export function slowestCard(run: Run, slowest: readonly SlowStatement[]): Card {
  return cardOf(`${runName(run)} · Slowest statements · ${slowest.length}`, 'neutral', [
    { kind: 'list', items: slowest.map((statement) => line(statementText(statement), 130)) },
    { kind: 'note', text: 'By mean time, of those that touch ai_ tables, since the database counts.' },
  ])
}
