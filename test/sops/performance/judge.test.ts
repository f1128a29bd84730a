import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseConfigText } from '../../../src/config-text.ts'
import { runbookSchema } from '../../../src/runbook-settings.ts'
import { type Judged, judge, type Measure, worstOf } from '../../../src/sops/performance/judge.ts'
import { judgedText } from '../../../src/sops/performance/words.ts'

const file = join(import.meta.dirname, '../../../config/runbook.yml')
const { thresholds } = parseConfigText('runbook.yml', readFileSync(file, 'utf8'), runbookSchema)
const measured = (measure: Measure, value: number) => judge(measure, { state: 'measured', value }, thresholds)

// The runbook's own table.
test.each([
  ['response_time', 4.99, 'normal'],
  ['response_time', 5, 'warning'],
  ['response_time', 10, 'warning'],
  ['response_time', 10.01, 'critical'],
  ['error_rate', 0.99, 'normal'],
  ['error_rate', 1, 'warning'],
  ['error_rate', 5, 'warning'],
  ['error_rate', 5.01, 'critical'],
  ['cpu', 49.9, 'normal'],
  ['cpu', 50, 'warning'],
  ['cpu', 80, 'warning'],
  ['cpu', 80.1, 'critical'],
  ['memory', 0.99, 'normal'],
  ['memory', 1, 'warning'],
  ['memory', 1.5, 'warning'],
  ['memory', 1.51, 'critical'],
  ['active_sessions', 49, 'normal'],
  ['active_sessions', 50, 'warning'],
  ['active_sessions', 100, 'warning'],
  ['active_sessions', 101, 'critical'],
] as const)('%s of %d is %s', (measure, value, state) => {
  expect(measured(measure, value).state).toBe(state)
})

test.each([
  [measured('memory', 1.2), '1.2 GB: warning (limit 1 GB)'],
  [measured('memory', 1.6), '1.6 GB: critical (limit 1.5 GB)'],
  [measured('cpu', 31.4), '31 %: normal'],
  [measured('error_rate', 0), '0 %: normal'],
  [measured('active_sessions', 3), '3: normal'],
  [
    judge('cpu', { state: 'measured', value: 5, detail: 'the highest of 2 processes' }, thresholds),
    '5 %: normal, the highest of 2 processes',
  ],
  [
    judge('error_rate', { state: 'quiet', why: 'no requests in 5 minutes' }, thresholds),
    'no requests in 5 minutes',
  ],
  [
    judge('cpu', { state: 'unknown', why: 'The agent does not answer' }, thresholds),
    'unknown: The agent does not answer',
  ],
])('it is said as it is', (judged, text) => {
  expect(judgedText(judged)).toBe(text)
})

test.each([
  [['normal', 'warning', 'critical'], 'critical'],
  [['normal', 'warning', 'unknown'], 'warning'],
  [['normal', 'unknown', 'quiet'], 'normal'],
  [['quiet', 'unknown'], 'quiet'],
  [['unknown', 'unknown'], 'unknown'],
] as const)('of %j the worst is %s', (states, worst) => {
  expect(worstOf(states.map((state) => ({ state }) as Judged))).toBe(worst)
})
