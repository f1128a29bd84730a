import { expect, test } from '@jest/globals'
import { type Clause, clauseOf, clausesOf } from '../../src/oncall/clauses.ts'
import type { Severity } from '../../src/oncall/severity.ts'
import { nextCall, timeline } from '../../src/oncall/timeline.ts'
import { sampleRunbook } from '../harness/runs.ts'

const runbook = sampleRunbook()

/** A Sunday afternoon in Athens. */
const from = new Date('2026-11-29T14:00:00Z')

/** `15 unanswered ^`: after so many minutes, what, for which level; ^ is one above. */
function told(severity: Severity, clause?: Clause): string[] {
  return timeline({ severity, from, ...(clause && { clause }) }, runbook).map(
    ({ dueAt, kind, level }) => `${(dueAt.getTime() - from.getTime()) / 60_000} ${kind} ${level ?? '^'}`,
  )
}

const atOnce = ['0 opened 2', '15 unanswered ^', '30 unresolved ^']
const withinAnHour = [
  '0 opened 1',
  '60 unanswered ^',
  '60 unresolved 2',
  '120 unanswered ^',
  '180 unanswered ^',
]
const withinFourHours = [
  '0 opened 1',
  '60 unanswered ^',
  '120 unanswered ^',
  '180 unanswered ^',
  '240 unresolved 2',
]

/** By hand: every clause of the runbook, with its due times. */
const clauses: Record<string, string[]> = {
  'The service is down for more than 15 minutes': atOnce,
  'Data is lost or damaged': atOnce,
  'Security is breached': atOnce,
  'Nothing works at all': atOnce,
  'More than 10 % of the requests fail': withinAnHour,
  'Performance has dropped severely': withinAnHour,
  'The service crashes again and again': withinAnHour,
  'The database has problems': withinAnHour,
  'Performance has dropped moderately': withinFourHours,
  'Something fails now and then': withinFourHours,
  'The configuration is wrong': withinFourHours,
  'The knowledge base does not answer as it should': withinFourHours,
}

test('every clause of the runbook is in the table, and no other', () => {
  expect(clausesOf(runbook).map(({ when }) => when)).toEqual(Object.keys(clauses))
})

test.each(Object.entries(clauses))('%s: called, and raised, in time', (when, steps) => {
  const clause = clauseOf(when, runbook)
  expect(clause).toBeDefined()
  expect(told(clause?.severity ?? 'information', clause)).toEqual(steps)
})

test('a question: the on-call engineer at once, one level more each hour that nobody takes it', () => {
  expect(told('warning')).toEqual(['0 opened 1', '60 unanswered ^', '120 unanswered ^', '180 unanswered ^'])
})

test('what is critical: one level more after 15 minutes, raised if it is not resolved in 30', () => {
  expect(told('critical')).toEqual(['0 opened 1', '15 unanswered ^', '30 unresolved ^', '45 unanswered ^'])
})

test('what is for information waits for business hours, and calls once', () => {
  const [step, ...more] = timeline({ severity: 'information', from }, runbook)
  // Monday 09:00 in Athens.
  expect(step).toEqual({ dueAt: new Date('2026-11-30T07:00:00Z'), kind: 'opened', level: 1 })
  expect(more).toEqual([])
  const within = new Date('2026-11-30T10:00:00Z')
  expect(timeline({ severity: 'information', from: within }, runbook)[0]?.dueAt).toEqual(within)
})

test('only what is critical is called again and again', () => {
  expect(nextCall('critical', from, runbook)).toEqual({
    dueAt: new Date('2026-11-29T14:15:00Z'),
    kind: 'unanswered',
    level: null,
  })
  expect(nextCall('warning', from, runbook)).toBeNull()
  expect(nextCall('information', from, runbook)).toBeNull()
})
