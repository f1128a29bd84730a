import { logPatterns, patternLabels } from '../../sops/log-review/patterns.ts'
import type { Finding, LogReview } from '../../sops/log-review/review.ts'
import { findingText, kindsText, many, sourceLabels, sourceText } from '../../sops/log-review/words.ts'
import type { Run } from '../../sops/run.ts'
import { dayAndTime } from '../../sops/times.ts'
import type { Block, Button, Card } from '../card.ts'
import { ticketName } from '../tickets/ticket.ts'
import { buttonRow, cardOf, line, mayOperate, recordButton, recordLink, runNote, text } from './run/parts.ts'
import type { RunView } from './run/view.ts'

/** The most findings that a card names; the run's record has the others. */
const shownFindings = 6

/** What a review of the logs found. */
export function logReviewCard(run: Run, review: LogReview, view: RunView): Card {
  const { word, tone, what } = verdictOf(review)
  const tickets = mayOperate(run, view) && view.inChat !== undefined ? closeButtons(review) : []
  return cardOf(`${word} · Log review · ${what}`, tone, [
    text(spanText(run, review, view)),
    patternFields(review.findings),
    findingList(review.findings),
    unreadText(review),
    ticketText(review),
    runNote(run, view),
    recordLink(view),
    buttonRow(tickets.slice(0, 2), [...tickets.slice(2), ...recordButton(run, view)]),
  ])
}

interface Verdict {
  word: 'FOUND' | 'DONE' | 'INCOMPLETE' | 'UNKNOWN'
  tone: 'warning' | 'good'
  what: string
}

/** What could not be read is never "nothing was found". */
function verdictOf({ sources, findings }: LogReview): Verdict {
  const failed = sources.filter(({ state }) => state === 'failed').length
  const fresh = findings.filter(({ change }) => change === 'new').length
  const kinds = kindsText(findings)
  if (kinds !== '')
    return { word: 'FOUND', tone: 'warning', what: `${kinds}${fresh === 0 ? '' : `, ${fresh} new`}` }
  if (!sources.some(({ state }) => state === 'read')) {
    return { word: 'UNKNOWN', tone: 'warning', what: 'no log could be read' }
  }
  if (failed === 0) return { word: 'DONE', tone: 'good', what: 'no errors, no warnings' }
  return {
    word: 'INCOMPLETE',
    tone: 'warning',
    what: `${failed} of ${many(sources.length, 'log')} could not be read`,
  }
}

function spanText({ plan }: Run, { service, since, until }: LogReview, { timeZone }: RunView): string {
  const period = plan.parameters['period'] ?? ''
  const [from, to] = [dayAndTime(since, timeZone), dayAndTime(until, timeZone)]
  return `${service} from ${from} to ${to}, against the ${period} before.`
}

/** How many lines of each pattern, and how many before. */
function patternFields(findings: readonly Finding[]): Block | null {
  const fields = logPatterns.flatMap((pattern) => {
    const ofPattern = findings.filter((one) => one.pattern === pattern)
    if (ofPattern.length === 0) return []
    const now = sumOf(ofPattern.map(({ count }) => count))
    const before = ofPattern.every((one) => one.before === null)
      ? null
      : sumOf(ofPattern.map((one) => one.before ?? 0))
    return [
      { label: patternLabels[pattern], value: before === null ? String(now) : `${now} (was ${before})` },
    ]
  })
  return fields.length === 0 ? null : { kind: 'fields', fields }
}

const sumOf = (counts: number[]): number => counts.reduce((sum, count) => sum + count, 0)

function findingList(findings: readonly Finding[]): Block | null {
  if (findings.length === 0) return null
  const items = findings.slice(0, shownFindings).map((finding) => line(findingText(finding), 100))
  const more = findings.length - items.length
  return { kind: 'list', items: more === 0 ? items : [...items, `${more} more in the full record`] }
}

function unreadText({ sources }: LogReview): Block | null {
  const unread = sources.filter(({ state }) => state !== 'read')
  if (unread.length === 0) return null
  return text(unread.map((one) => `${sourceLabels[one.source]}: ${line(sourceText(one), 90)}.`).join(' '))
}

function ticketText({ tickets, ticketsSent }: LogReview): Block | null {
  if (tickets.length === 0) return null
  const named = tickets.map((ticket) => `${ticketName(ticket)} ${ticket.isNew ? 'opened' : 'seen again'}`)
  const kept = ticketsSent ? '' : ' They are only kept here: TICKET_WEBHOOK_URL is not set.'
  return text(`Tickets: ${line(named.join(', '), 120)}.${kept}`)
}

function closeButtons({ tickets }: LogReview): Button[] {
  return tickets.slice(0, 5).map(({ number }) => ({
    label: `Close ${ticketName({ number })}`,
    action: 'ticket-close',
    value: String(number),
  }))
}
