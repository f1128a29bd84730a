import { expect, test } from '@jest/globals'
import type { Performance } from '../../../src/assistant-api.ts'
import { costOf } from '../../../src/sops/performance/cost.ts'
import { answerReadings, resourceReadings } from '../../../src/sops/performance/readings.ts'
import { trendWords } from '../../../src/sops/performance/trend-words.ts'
import { costText } from '../../../src/sops/performance/words.ts'

const gb = 1024 ** 3
const replica = (id: string, cpu: number, cores: number, memory: number) => ({
  id,
  started_at: '2026-11-27T10:00:00.000Z',
  cpu_percent: cpu,
  cpu_cores: cores,
  memory_bytes: memory * gb,
  memory_limit_bytes: null,
})
const stats = (...replicas: ReturnType<typeof replica>[]) =>
  resourceReadings({ service: 'ai_assistant', replicas })

test('CPU counts as a share of what a process may use; the worst process counts, each value by itself', () => {
  expect(stats(replica('a', 150, 2, 0.5))).toEqual({
    cpu: { state: 'measured', value: 75 },
    memory: { state: 'measured', value: 0.5 },
  })
  expect(stats(replica('a', 90, 2, 1.2), replica('b', 60, 1, 0.4))).toEqual({
    cpu: { state: 'measured', value: 60, detail: 'the highest of 2 processes' },
    memory: { state: 'measured', value: 1.2, detail: 'the highest of 2 processes' },
  })
})

test('without a process nothing is known of its resources', () => {
  expect(stats().cpu).toEqual({ state: 'unknown', why: 'no process of ai_assistant runs' })
})

const lately = (all: number, failed: number, times: Performance['response_ms']): Performance => ({
  requests: { minutes: 5, all, failed, with_less: 0 },
  response_ms: times,
  active_sessions: { minutes: 15, count: 7 },
  usage: { today: [], week: [] },
})

test.each([
  [lately(0, 0, null), 'no requests in 5 minutes', 'no requests in 5 minutes'],
  [lately(4, 4, null), 'no answers in 5 minutes', 100],
  [lately(200, 3, { p50: 900, p95: 2_400 }), 2.4, 1.5],
])('what there is nothing of is said, and is not zero', (performance, time, rate) => {
  const {
    response_time: response,
    error_rate: errors,
    active_sessions: sessions,
  } = answerReadings(performance)
  const told = (reading: typeof response) => (reading.state === 'measured' ? reading.value : reading.why)
  expect([told(response), told(errors), told(sessions)]).toEqual([time, rate, 7])
})

const prices = { 'gpt-4o': { input: 2.5, output: 10 }, 'gpt-4o-mini': { input: 0.15, output: 0.6 } }
const used = (model: string, prompt: number, completion: number) => ({
  model,
  prompt_tokens: prompt,
  completion_tokens: completion,
})

test.each([
  [[], 'none'],
  [[used('gpt-4o', 1_000_000, 100_000)], '1,100,000 tokens, $3.50'],
  [
    [used('gpt-4o-2024-08-06', 1_000_000, 0), used('gpt-4o-mini-2024-07-18', 1_000_000, 0)],
    '2,000,000 tokens, $2.65',
  ],
  [[used('house-model', 1_000, 0)], '1,000 tokens (no price set for house-model)'],
  [[used('gpt-4o', 1_000_000, 0), used('x', 5, 5)], '1,000,010 tokens, $2.50 (no price set for x)'],
  // A name that only begins alike is another model.
  [[used('gpt-4o-audio-preview', 10, 0)], '10 tokens (no price set for gpt-4o-audio-preview)'],
  [[used('constructor', 10, 0)], '10 tokens (no price set for constructor)'],
])('%j cost %s', (usage, text) => {
  expect(costText(costOf(usage, prices))).toBe(text)
})

test('a trend in words: what is outside comes first, gaps are passed over', () => {
  const point = (at: string, memory: number | null, cpu: number | null) => ({
    at,
    values: { memory, cpu, response_time: null, error_rate: 0, active_sessions: null },
  })
  const judged = (
    measure: 'memory' | 'cpu' | 'error_rate',
    label: string,
    unit: string,
    state: 'normal' | 'warning',
  ) => ({
    measure,
    label,
    unit,
    state,
    value: 1,
    limit: null,
    detail: null,
  })
  const words = trendWords(
    [point('13:40', 0.4, 12), point('13:50', 0.9, null), point('14:00', 1.2, 8)],
    [
      judged('cpu', 'CPU', '%', 'normal'),
      judged('memory', 'Memory', 'GB', 'warning'),
      judged('error_rate', 'Error rate', '%', 'normal'),
    ],
    (at) => at,
  )
  expect(words).toBe(
    'Memory rose from 0.4 to 1.2 GB. CPU fell from 12 to 8 %. Error rate stayed at 0 %. From 13:40 to 14:00.',
  )
})
