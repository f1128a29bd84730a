import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { Card } from '../../../src/bot/card.ts'
import { slowestCard } from '../../../src/bot/cards/performance.ts'
import type { RunView } from '../../../src/bot/cards/run/view.ts'
import { runCard } from '../../../src/bot/cards/run.ts'
import type { Person } from '../../../src/people.ts'
import type { Finding, LogReview } from '../../../src/sops/log-review/review.ts'
import { makePlan } from '../../../src/sops/make-plan.ts'
import type { Judged } from '../../../src/sops/performance/judge.ts'
import type { PerformanceReport } from '../../../src/sops/performance/report.ts'
import { logReview } from '../../../src/sops/procedures/log-review.ts'
import { performance } from '../../../src/sops/procedures/performance.ts'
import type { Noted, Run, RunEvent } from '../../../src/sops/run.ts'
import { stateOf } from '../../../src/sops/state.ts'
import { wordsOf } from '../../harness/bot.ts'

const start = Date.parse('2026-11-25T12:06:00Z')
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString()

function done(procedure: typeof logReview | typeof performance, noted: Noted): Run {
  const plan = {
    ...makePlan(procedure, {}, { services: [], proofSeconds: 1 }),
    digest: `7f3a${'0'.repeat(60)}`,
  }
  const steps = plan.steps.flatMap((_, index): RunEvent[] => [
    { type: 'step-began', step: index + 1, attempt: 1, operation: null, at: at(index), by: 'bot' },
    {
      type: 'step-ended',
      step: index + 1,
      ending: {
        outcome: 'done',
        detail: '',
        evidence: [],
        output: [],
        ...(index === plan.steps.length - 1 && { noted }),
      },
      at: at(index),
      by: 'bot',
    },
  ])
  const events: RunEvent[] = [
    { type: 'requested', reason: null, expiresAt: at(600), at: at(0), by: 'nikos' },
    { type: 'approved', digest: plan.digest, how: 'none', at: at(0), by: 'nikos' },
    ...steps,
  ]
  return { number: 142, plan, events, state: stateOf(plan, events), version: events.length }
}

const person = (id: string, ...roles: Person['roles']): Person => ({ id, name: id, roles, identities: {} })
const viewers = { 'somebody on call': person('nikos', 'on-call'), staff: person('maria') }
const viewOf = (viewer: Person | null): RunView => ({
  viewer,
  mayApprove: false,
  recordUrl: '/runs/142',
  nameOf: (id) => id,
  timeZone: 'Europe/Athens',
  inChat: { escalateTo: null },
})

const source = (
  name: LogReview['sources'][number]['source'],
  state: 'read' | 'absent' | 'failed',
  detail = '',
) => ({
  source: name,
  state,
  detail,
  lines: 1_204,
  warnings: 17,
  errors: 3,
})
const read = [
  source('output', 'read'),
  source('ai_assistant.log', 'read'),
  source('ai_assistant_errors.log', 'read'),
]

const finding = (kind: string, more: Partial<Finding> = {}): Finding => ({
  level: 'error',
  kind,
  pattern: 'other',
  sources: ['output'],
  count: 4,
  before: 0,
  change: 'new',
  sample: kind,
  ...more,
})
const review = (more: Partial<LogReview>): Noted => ({
  logReview: {
    service: 'ai_assistant',
    since: '2026-11-24T12:06:00.000Z',
    until: at(0),
    sources: read,
    findings: [],
    truncated: false,
    tickets: [],
    ticketsSent: true,
    ...more,
  },
})

const found = [
  finding('request failed: x is undefined', { pattern: 'repeated' }),
  finding('reading a document failed', { before: 1, change: 'back', count: 1 }),
  finding('question answered with less than it could be: openai: answered #', {
    level: 'warning',
    pattern: 'openai',
    count: 17,
    before: 3,
    change: 'more',
  }),
  finding('the database cannot be reached', { pattern: 'database', count: 1, before: null, change: null }),
  finding('slow answer', { level: 'warning', pattern: 'slow', count: 2, before: 2, change: 'same' }),
  finding('old trouble', { count: 0, before: 3, change: 'gone' }),
  finding('one more', { count: 1, before: 9, change: 'fewer' }),
]

const judged = (
  measure: Judged['measure'],
  label: string,
  unit: string,
  state: Judged['state'],
  value: number | null,
  more: Partial<Judged> = {},
): Judged => ({ measure, label, unit, state, value, limit: null, detail: null, ...more })
const normal = [
  judged('cpu', 'CPU', '%', 'normal', 31),
  judged('memory', 'Memory', 'GB', 'normal', 0.42),
  judged('response_time', 'Response time', 's', 'normal', 2.4, {
    detail: 'of 95 in 100 answers of 5 minutes; half of them in 1.1 s',
  }),
  judged('error_rate', 'Error rate', '%', 'normal', 0),
  judged('active_sessions', 'Active sessions', '', 'normal', 7),
]
const unknown = (why: string) =>
  normal.map((one): Judged => ({ ...one, state: 'unknown', value: null, detail: why }))
const quiet = (one: Judged): Judged => ({
  ...one,
  state: 'quiet',
  value: null,
  detail: 'no requests in 5 minutes',
})
const cost = (tokens: number, dollars: number, ...unpriced: string[]) => ({ tokens, dollars, unpriced })
const slow = [{ query: 'SELECT * FROM ai_messages WHERE session_id = $1', meanMs: 12.34, calls: 340 }]
const report = (more: Partial<PerformanceReport>): Noted => ({
  performance: {
    at: at(0),
    judged: normal,
    answeredWithLess: 0,
    cost: { today: cost(12_300, 0.14), week: cost(88_000, 1.02) },
    slowest: slow,
    picture: {
      id: '11111111-1111-4111-8111-111111111111',
      alt: 'Memory rose from 0.4 to 1.2 GB. From 13:40 to 14:00.',
    },
    ...more,
  },
})

const runs: Record<string, Run> = {
  'nothing found': done(logReview, review({})),
  'nothing found in what could be read': done(
    logReview,
    review({
      sources: [
        source('output', 'read'),
        source('ai_assistant.log', 'failed', 'Permission denied.'),
        source('ai_assistant_errors.log', 'absent'),
      ],
    }),
  ),
  'nothing could be read': done(
    logReview,
    review({
      sources: [
        source('output', 'failed', 'The engine does not answer.'),
        source('ai_assistant.log', 'absent'),
      ],
    }),
  ),
  'much found': done(
    logReview,
    review({
      findings: found,
      tickets: [
        { number: 7, kind: 'request failed: x is undefined', isNew: true },
        { number: 3, kind: 'question answered', isNew: false },
        { number: 4, kind: 'slow answer', isNew: false },
      ],
      ticketsSent: false,
    }),
  ),
  'all normal': done(performance, report({})),
  'memory too high': done(
    performance,
    report({
      judged: normal.with(
        1,
        judged('memory', 'Memory', 'GB', 'warning', 1.2, { limit: 1, detail: 'the highest of 2 processes' }),
      ),
      answeredWithLess: 3,
    }),
  ),
  'critical, with quiet and unknown values': done(
    performance,
    report({
      judged: [
        judged('cpu', 'CPU', '%', 'critical', 96, { limit: 80 }),
        ...unknown('The agent does not answer').slice(1, 2),
        ...normal.slice(2, 4).map(quiet),
        ...normal.slice(4),
      ],
      cost: { today: cost(1_000, 0, 'house-model'), week: cost(0, 0) },
      slowest: { unknown: 'The database keeps no statistics of its statements' },
      picture: null,
    }),
  ),
  'nobody asks': done(
    performance,
    report({ judged: [...normal.slice(0, 2), ...normal.slice(2, 4).map(quiet), ...normal.slice(4)] }),
  ),
  'nothing could be measured': done(
    performance,
    report({
      judged: unknown('The agent does not answer'),
      cost: null,
      answeredWithLess: null,
      slowest: { unknown: 'The agent does not answer' },
    }),
  ),
}

const buttonsOf = ({ blocks }: Card) =>
  blocks.flatMap((block) => (block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])] : []))
const pictureOf = ({ blocks }: Card) =>
  blocks.flatMap((block) => (block.kind === 'image' ? [`picture: ${block.alt}`] : []))

function golden(): string {
  const cards = Object.entries(runs).map(([name, run]) => {
    const card = runCard(run, viewOf(null))
    const mine = Object.entries(viewers).map(([who, viewer]) => {
      const labels = buttonsOf(runCard(run, viewOf(viewer))).map(({ label }) => `[${label}]`)
      return `${who}: ${labels.join(' ')}`.trim()
    })
    return [`## ${name} (${card.tone})`, wordsOf(card), ...pictureOf(card), ...mine].join('\n')
  })
  return [...cards, `## slowest statements\n${wordsOf(slowestCard(runs['all normal'] as Run, slow))}`]
    .join('\n\n')
    .concat('\n')
}

test('every outcome of a review and a report says what it should, and offers what one may press', async () => {
  const path = join(import.meta.dirname, 'reports.golden.txt')
  const now = golden()
  const known = await readFile(path, 'utf8').catch(() => null)
  // Removed, the file is written anew, to be read before it is kept.
  if (known === null) await writeFile(path, now)
  expect(now).toBe(known ?? now)
})

const loud = 'x'.repeat(500)
const loudest: Record<string, Run> = {
  ...runs,
  'a loud review': done(
    logReview,
    review({
      sources: read.map((one) => ({ ...one, state: 'failed', detail: loud })),
      findings: Array.from({ length: 100 }, (_, n) => finding(`${n} ${loud}`)),
      tickets: Array.from({ length: 20 }, (_, number) => ({ number, kind: loud, isNew: true })),
      ticketsSent: false,
    }),
  ),
  'a loud report': done(
    performance,
    report({
      judged: unknown(loud),
      cost: { today: cost(1e12, 0, loud, loud), week: cost(1e12, 1e6, loud, loud) },
      slowest: { unknown: loud },
      answeredWithLess: 1e6,
    }),
  ),
}
test.each(Object.entries(loudest))('the card of %s keeps to the limits', (_, run) => {
  for (const viewer of [null, ...Object.values(viewers)]) {
    const card = runCard(run, viewOf(viewer))
    expect(card.blocks.length).toBeLessThanOrEqual(12)
    expect(wordsOf(card).length).toBeLessThanOrEqual(1_500)
    for (const { label } of buttonsOf(card)) expect(label.length).toBeLessThan(30)
  }
})

test('outside of a chat nothing is offered that answers in one', () => {
  for (const run of Object.values(runs)) {
    const { inChat: _, ...view } = viewOf(viewers['somebody on call'])
    expect(buttonsOf(runCard(run, view))).toEqual([])
  }
})
