import { expect, test } from '@jest/globals'
import type { LogSource, LogSummary } from '../../../src/agent-api.ts'
import { compareSpans } from '../../../src/sops/log-review/compare.ts'
import { isRecurring } from '../../../src/sops/log-review/recurring.ts'
import { findingText } from '../../../src/sops/log-review/words.ts'

type Kind = [kind: string, count: number, level?: 'error' | 'warning', source?: LogSource]

function summary(
  kinds: Kind[],
  sources: Partial<Record<LogSource, 'read' | 'absent' | 'failed' | 'empty'>> = { output: 'read' },
  truncated = false,
): LogSummary {
  return {
    service: 'ai_assistant',
    sources: Object.entries(sources).map(([source, state]) => ({
      source: source as LogSource,
      state: state === 'empty' ? 'read' : state,
      detail: '',
      lines: state === 'read' ? 100 : 0,
      warnings: 0,
      errors: 0,
    })),
    kinds: kinds.map(([kind, count, level = 'error', source = 'output']) => ({
      source,
      level,
      kind,
      count,
      first_at: null,
      last_at: null,
      sample: `${kind} 1`,
    })),
    truncated,
  }
}

const changes = (now: LogSummary, before: LogSummary | null, known: string[] = []) =>
  compareSpans({ now, before, known: new Set(known), repeated: 3 }).map(findingText)

test.each([
  ['is new', [['a', 3]], [], [], 'new: 3 · error · Repeated errors: a'],
  ['is back, known from an earlier review', [['a', 1]], [], ['error a'], 'back: 1 · error · Other: a'],
  ['is known as a warning, not as an error', [['a', 1]], [], ['warning a'], 'new: 1 · error · Other: a'],
  ['comes more often', [['a', 17]], [['a', 3]], [], 'more: 3 → 17 · error · Repeated errors: a'],
  ['comes less often', [['a', 3]], [['a', 17]], [], 'fewer: 17 → 3 · error · Repeated errors: a'],
  ['comes as often', [['a', 2]], [['a', 2]], [], 'as before: 2 · error · Other: a'],
  ['is gone', [], [['a', 3]], [], 'gone (was 3) · error · Repeated errors: a'],
] as [string, Kind[], Kind[], string[], string][])('what %s', (_, now, before, known, text) => {
  expect(changes(summary(now), summary(before), known)).toEqual([text])
})

test.each([
  ['the span before could not be asked for', null],
  ['the log of then could not be read', summary([], { output: 'failed' })],
  ['there was no such log', summary([], { output: 'absent' })],
  ['nothing at all stands in the log of then', summary([], { output: 'empty' })],
  ['not all kinds of then are told', summary([['b', 9]], { output: 'read' }, true)],
])('nothing is called new where %s', (_, before) => {
  expect(changes(summary([['a', 1]]), before)[0]).toBe('seen: 1 · error · Other: a')
})

test.each([
  ['the log could not be read now', summary([], { output: 'failed' })],
  ['not all kinds are told', summary([['b', 9]], { output: 'read' }, true)],
])('nothing is called gone where %s', (_, now) => {
  expect(
    changes(
      now,
      summary([
        ['a', 3],
        ['b', 9],
      ]),
    ).join(),
  ).not.toContain('gone')
})

test('a line that stands in three logs counts once, and is new only where all of them were read before', () => {
  const sources = { output: 'read', 'ai_assistant.log': 'read', 'ai_assistant_errors.log': 'read' } as const
  const now = summary(
    [
      ['a', 4],
      ['a', 5, 'error', 'ai_assistant.log'],
      ['a', 5, 'error', 'ai_assistant_errors.log'],
    ],
    sources,
  )
  const [finding, ...others] = compareSpans({
    now,
    before: summary([], sources),
    known: new Set(),
    repeated: 3,
  })
  expect(others).toEqual([])
  expect(finding).toMatchObject({ count: 5, change: 'new', sources: Object.keys(sources) })
  expect(changes(now, summary([], { ...sources, output: 'failed' }))).toEqual([
    'seen: 5 · error · Repeated errors: a',
  ])
})

test('an empty file of errors says that there were none', () => {
  const before = summary([], { output: 'read', 'ai_assistant_errors.log': 'empty' })
  const now = summary(
    [
      ['a', 1],
      ['a', 1, 'error', 'ai_assistant_errors.log'],
    ],
    { output: 'read', 'ai_assistant_errors.log': 'read' },
  )
  expect(changes(now, before)).toEqual(['new: 1 · error · Other: a'])
  expect(changes(before, now)).toEqual(['gone (was 1) · error · Other: a'])
})

test('the most telling comes first: errors before warnings, the new before the known, what is gone last', () => {
  const now = summary([
    ['w', 90, 'warning'],
    ['same', 2],
    ['many', 9],
    ['fresh', 1],
    ['fresher', 2],
  ])
  const before = summary([
    ['w', 1, 'warning'],
    ['same', 2],
    ['many', 3],
    ['over', 50],
  ])
  expect(compareSpans({ now, before, known: new Set(), repeated: 3 }).map(({ kind }) => kind)).toEqual([
    'fresher',
    'fresh',
    'many',
    'same',
    'w',
    'over',
  ])
})

test.each([
  ['error', 'other', 1, 1, false],
  ['error', 'other', 1, 2, true],
  ['error', 'other', 10, 1, true],
  ['error', 'other', 0, 2, false],
  ['warning', 'other', 99, 9, false],
  ['warning', 'slow', 1, 2, true],
  ['warning', 'openai', 10, 1, true],
] as const)('%s of %s, %i times, on %i days: recurs %j', (level, pattern, count, days, recurs) => {
  expect(isRecurring({ level, pattern, count }, days, 10)).toBe(recurs)
})
