import { logReviewCard } from '../../src/bot/cards/log-review.ts'
import { performanceCard } from '../../src/bot/cards/performance.ts'
import type { Finding } from '../../src/sops/log-review/review.ts'
import { makePlan } from '../../src/sops/make-plan.ts'
import type { Judged } from '../../src/sops/performance/judge.ts'
import { logReview } from '../../src/sops/procedures/log-review.ts'
import { performance } from '../../src/sops/procedures/performance.ts'
import type { Procedure } from '../../src/sops/sop.ts'
import { runs, view } from './runs.ts'

const runOf = (procedure: Procedure) => ({
  ...runs.done,
  plan: makePlan(procedure, {}, { services: [], proofSeconds: 10 }),
})

const finding = (kind: string, more: Partial<Finding>): Finding => ({
  level: 'warning',
  kind,
  pattern: 'other',
  sources: ['output', 'ai_assistant.log'],
  count: 1,
  before: 0,
  change: 'new',
  sample: kind,
  ...more,
})

const judged = (
  measure: Judged['measure'],
  label: string,
  unit: string,
  value: number,
  more: Partial<Judged> = {},
): Judged => ({ measure, label, unit, state: 'normal', value, limit: null, detail: null, ...more })

/** What runs that only look end with. */
export const reports = {
  'log review': logReviewCard(
    runOf(logReview),
    {
      service: 'ai_assistant',
      since: '2026-11-24T12:06:00.000Z',
      until: '2026-11-25T12:06:00.000Z',
      sources: [
        { source: 'output', state: 'read', detail: '', lines: 1_204, warnings: 18, errors: 4 },
        {
          source: 'ai_assistant.log',
          state: 'failed',
          detail: 'There was not enough time to read all of it.',
          lines: 900,
          warnings: 12,
          errors: 4,
        },
      ],
      findings: [
        finding('request failed: <b> & "…" is undefined', { level: 'error', pattern: 'repeated', count: 4 }),
        finding('question answered with less than it could be: openai: answered #', {
          pattern: 'openai',
          count: 17,
          before: 3,
          change: 'more',
        }),
        finding('slow answer', { pattern: 'slow', before: 1, change: 'same' }),
      ],
      truncated: false,
      tickets: [
        { number: 7, kind: 'request failed', isNew: true },
        { number: 3, kind: 'question answered', isNew: false },
      ],
      ticketsSent: false,
    },
    view,
  ),
  performance: performanceCard(
    runOf(performance),
    {
      at: '2026-11-25T12:06:00.000Z',
      judged: [
        judged('cpu', 'CPU', '%', 31, { detail: 'the highest of 2 processes' }),
        judged('memory', 'Memory', 'GB', 1.2, {
          state: 'warning',
          limit: 1,
          detail: 'the highest of 2 processes',
        }),
        judged('response_time', 'Response time', 's', 2.4, {
          detail: 'of 95 in 100 answers of 5 minutes; half of them in 1.1 s',
        }),
        judged('error_rate', 'Error rate', '%', 0, { detail: '0 of 41 in 5 minutes' }),
        judged('active_sessions', 'Active sessions', '', 7, { detail: 'with a message in 15 minutes' }),
      ],
      answeredWithLess: 1,
      cost: {
        today: { tokens: 12_300, dollars: 0.14, unpriced: [] },
        week: { tokens: 88_000, dollars: 1.02, unpriced: ['house-model'] },
      },
      slowest: [{ query: 'SELECT content FROM ai_messages WHERE session_id = $1', meanMs: 12.3, calls: 340 }],
      picture: {
        id: '11111111-1111-4111-8111-111111111111',
        alt: 'Memory rose from 0.4 to 1.2 GB. CPU stayed at 31 %. From 24 Nov, 13:40 EET to 25 Nov, 14:06 EET.',
      },
    },
    view,
  ),
}
