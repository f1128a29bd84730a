import type { LogSummary } from '../../../agent-api.ts'
import { UserError } from '../../../errors.ts'
import { compareSpans } from '../../log-review/compare.ts'
import { keyOf, type LogReview, mostFindings } from '../../log-review/review.ts'
import { findingText, kindsText, many, sourceLabels, sourceText } from '../../log-review/words.ts'
import { periodMs } from '../../parameters/period.ts'
import type { StepEnding } from '../../run.ts'
import { dayOf } from '../../times.ts'
import type { ObservationKind } from '../kinds.ts'
import { ending } from '../parts.ts'

type OfSpan = { service: string; period: string }

/** The warnings and errors of a time up to now, by kind. */
export const logSummary: ObservationKind<OfSpan> = {
  command: ({ service, period }) => `agent log_summary ${service} since ${period}`,
  async look({ service, period }, _, { agent, clock, signal }) {
    const until = clock.now().toISOString()
    const since = earlier(until, period)
    const summary = await agent.read('log_summary', { service, since, until }, signal)
    const unread = summary.sources.filter(({ state }) => state === 'failed')
    const but = unread.length === 0 ? '' : `; ${many(unread.length, 'log')} could not be read`
    return {
      ...ending('done', `It holds ${countsText(summary)}${but}.`),
      evidence: summary.sources.map((one) => ({ label: sourceLabels[one.source], value: sourceText(one) })),
      noted: { logSummary: { since, until, summary } },
    }
  },
}

/** The same for the span before that. What could not be read of it leaves nothing to compare with. */
export const logSummaryBefore: ObservationKind<OfSpan> = {
  command: ({ service, period }) => `agent log_summary ${service}, the ${period} before`,
  async look({ service, period }, { before }, { agent, signal }) {
    const until = before.logSummary?.since
    if (until === undefined) return ending('done', 'Nothing was read to compare with.')
    const since = earlier(until, period)
    const summary = await agent.read('log_summary', { service, since, until }, signal)
    return { ...ending('done', `It held ${countsText(summary)}.`), noted: { logSummaryBefore: summary } }
  },
}

/** Compares them, and keeps what was found, with tickets for what recurs. */
export const logReview: ObservationKind<{ service: string }> = {
  keeps: true,
  command: ({ service }) => `compare, keep findings of ${service}, open tickets`,
  async look({ service }, { before, run }, { reports, runbook }) {
    const read = before.logSummary
    if (read === undefined) return ending('failed', 'The log was not read, so there is nothing to review.')
    const { log_review: limits, service: site } = runbook()
    const spans = { now: read.summary, before: before.logSummaryBefore ?? null, repeated: limits.repeated }
    const known = await reports.knownFindings(service, read.summary.kinds)
    const review = await reports.keepReview({
      run,
      day: dayOf(read.until, site.time_zone),
      often: limits.ticket,
      review: {
        service,
        since: read.since,
        until: read.until,
        sources: read.summary.sources,
        findings: compareSpans({ ...spans, known }),
        truncated: read.summary.truncated,
      },
    })
    return endingOf(shortened(review))
  },
}

function earlier(until: string, period: string): string {
  const span = periodMs(period)
  if (span === null) throw new UserError('bad_period', `“${period}” is no span of time.`)
  return new Date(Date.parse(until) - span).toISOString()
}

function countsText({ kinds }: LogSummary): string {
  const kindsOf = (level: 'error' | 'warning') =>
    new Set(kinds.filter((one) => one.level === level).map(keyOf)).size
  return `${many(kindsOf('error'), 'kind')} of errors and ${many(kindsOf('warning'), 'kind')} of warnings`
}

/** A run's record carries the most telling of what was found; the findings' table has all of it. */
function shortened(review: LogReview): LogReview {
  const { findings } = review
  if (findings.length <= mostFindings) return review
  return { ...review, findings: findings.slice(0, mostFindings), truncated: true }
}

function endingOf(review: LogReview): StepEnding {
  const fresh = review.findings.filter(({ change }) => change === 'new').length
  const what = kindsText(review.findings) || 'no errors and no warnings'
  const tickets = review.tickets.map(({ number, isNew }) => `T-${number} ${isNew ? 'opened' : 'seen again'}`)
  return {
    ...ending('done', `Found ${what}${fresh === 0 ? '' : `, ${fresh} new`}.`),
    evidence: tickets.length === 0 ? [] : [{ label: 'Tickets', value: tickets.join(', ') }],
    noted: { logReview: review },
    output: review.findings.map(findingText),
  }
}
