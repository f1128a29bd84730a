import { expect, test } from '@jest/globals'
import type { LogLine } from '../../src/agent-api.ts'
import { errorKinds } from '../../src/log-kinds.ts'
import { checkNewErrors, checkStartedAnew } from '../../src/sops/checks.ts'
import { services } from './services.ts'

const line = (text: string, at: string | null = '2026-01-01T12:00:01.000Z'): LogLine => ({
  at,
  level: 'error',
  text,
})

test('two occurrences of an error are one kind, whatever their ids, numbers, addresses and values', () => {
  const lines = [
    line('request 6f1c8a52-0a0e-4a0e-9d53-0123456789ab to 10.0.0.7:5432 failed after 12 ms: "abc"'),
    line('request 00000000-0a0e-4a0e-9d53-0123456789ab to 10.9.9.1:5433 failed after 3.5 ms: "x y"'),
  ]
  expect(errorKinds(lines)).toHaveLength(1)
  expect(errorKinds([...lines, line('no space left')])).toHaveLength(2)
})

test('a new kind of error fails the check; an old kind, and what was before, do not', () => {
  const before = { errorKinds: errorKinds([line('timeout after 5 s')]), logUntil: '2026-01-01T12:00:00.000Z' }
  const check = (...lines: LogLine[]) =>
    checkNewErrors({ service: 'ai_assistant', lines, truncated: false }, before).verdict
  expect(check()).toBe('met')
  expect(check(line('timeout after 9 s'))).toBe('met')
  expect(check(line('no space left', '2026-01-01T11:59:59.000Z'))).toBe('met')
  expect(check(line('no space left'))).toBe('failed')
  expect(check(line('no space left', null))).toBe('failed')
})

test('it started anew when every process is another one; the same number later is another one', () => {
  const [now] = services
  if (now === undefined) throw new Error('no service')
  const check = (replicas?: Record<string, string>) =>
    checkStartedAnew(now, replicas === undefined ? {} : { replicas }, (at) => at).verdict
  expect(check({ '40': '2026-01-01T08:00:00.000Z' })).toBe('met')
  expect(check({ '41': '2026-01-01T08:00:00.000Z' })).toBe('met')
  expect(check({ '41': '2026-01-01T09:14:03.400Z' })).toBe('not-yet')
  expect(check({})).toBe('met')
  expect(check()).toBe('not-yet')
})
