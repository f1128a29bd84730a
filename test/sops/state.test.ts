import { expect, test } from '@jest/globals'
import { makePlan } from '../../src/sops/make-plan.ts'
import { next } from '../../src/sops/next.ts'
import { config } from '../../src/sops/procedures/config.ts'
import { restart } from '../../src/sops/procedures/restart.ts'
import type { RunEvent, RunFact, StepEnding } from '../../src/sops/run.ts'
import { stateOf } from '../../src/sops/state.ts'
import { services } from './services.ts'

const plan = makePlan(restart, { service: 'ai_assistant' }, { services, proofSeconds: 10 })
const at = '2026-01-01T12:00:00.000Z'
const end = (step: number, outcome: StepEnding['outcome']): RunFact => ({
  type: 'step-ended',
  step,
  ending: { outcome, detail: outcome, evidence: [], output: [] },
})
const begin = (step: number, attempt = 1): RunFact => ({
  type: 'step-began',
  step,
  attempt,
  operation: step === 3 ? `op ${attempt}` : null,
})
const done = (...steps: number[]): RunFact[] => steps.flatMap((step) => [begin(step), end(step, 'done')])
const requested: RunFact = { type: 'requested', reason: null, expiresAt: at }
const approved: RunFact = { type: 'approved', digest: plan.digest, how: 'own' }
const go = [requested, approved]

const scripts: [string, RunFact[], string][] = [
  ['all goes well', [...go, ...done(1, 2, 3, 4, 5, 6)], 'done'],
  ['fails', [...go, ...done(1, 2), begin(3), end(3, 'failed')], 'failed'],
  [
    'fails, is retried',
    [
      ...go,
      ...done(1, 2),
      begin(3),
      end(3, 'failed'),
      { type: 'retry-asked', step: 3 },
      begin(3, 2),
      end(3, 'done'),
      ...done(4, 5, 6),
    ],
    'done',
  ],
  ['stopped in a step', [...go, begin(1), { type: 'stop-asked' }, end(1, 'done')], 'stopped'],
  ['stopped between steps', [...go, ...done(1), { type: 'stop-asked' }], 'stopped'],
  ['unknown', [...go, ...done(1, 2), begin(3), end(3, 'unknown')], 'unknown'],
  [
    'unknown, gone on with',
    [
      ...go,
      ...done(1, 2),
      begin(3),
      end(3, 'unknown'),
      { type: 'settled', step: 3, decision: 'continue' },
      ...done(4, 5, 6),
    ],
    'done',
  ],
  [
    'unknown, ended',
    [...go, ...done(1, 2), begin(3), end(3, 'unknown'), { type: 'settled', step: 3, decision: 'end' }],
    'stopped',
  ],
  [
    'unknown, found done',
    [...go, ...done(1, 2), begin(3), end(3, 'unknown'), end(3, 'done'), ...done(4)],
    'running',
  ],
  ['rejected', [requested, { type: 'rejected', reason: null }], 'rejected'],
  ['withdrawn', [requested, { type: 'withdrawn' }], 'withdrawn'],
  ['expired', [requested, { type: 'expired' }], 'expired'],
  ['voided', [requested, { type: 'voided', why: 'Changed.' }], 'void'],
  [
    'glass broken, reviewed',
    [
      requested,
      { type: 'broke-glass', digest: plan.digest, reason: 'on fire now' },
      ...done(1),
      { type: 'reviewed', note: null },
    ],
    'running',
  ],
]
const eventsOf = (facts: RunFact[]): RunEvent[] => facts.map((fact) => ({ ...fact, at, by: 'nikos' }))

test.each(scripts)('%s: every prefix has a state and a next', (_, facts, status) => {
  const events = eventsOf(facts)
  for (let length = 1; length <= events.length; length += 1) {
    const prefix = events.slice(0, length)
    const state = stateOf(plan, prefix)
    expect(stateOf(plan, structuredClone(prefix))).toEqual(state)
    const isOpen = ['waiting', 'unknown', 'running'].includes(state.status)
    expect(next(plan, prefix).do === 'end').toBe(!isOpen)
    expect(next(plan, prefix).do === 'wait').toBe(['waiting', 'unknown'].includes(state.status))
    expect(state.endedAt === null).toBe(isOpen)
  }
  expect(stateOf(plan, events).status).toBe(status)
})

test.each<[string, RunFact[]]>([
  ['nothing', []],
  ['no request', [approved]],
  ['approved twice', [...go, approved]],
  ['another plan', [requested, { ...approved, digest: 'x' } as RunFact]],
  ['a step before its approval', [requested, begin(1)]],
  ['a step out of turn', [...go, begin(2)]],
  ['two steps at once', [...go, begin(1), begin(2)]],
  ['an end without a beginning', [...go, end(1, 'done')]],
  ['a step after the stop', [...go, { type: 'stop-asked' }, begin(1)]],
  ['a retry of what goes well', [...go, ...done(1), { type: 'retry-asked', step: 1 }]],
])('impossible events throw: %s', (_, facts) => {
  expect(() => stateOf(plan, eventsOf(facts))).toThrow()
})

const changing = makePlan(
  config,
  { changes: '[{"name":"OPENAI_MODEL","value":"x"}]' },
  { services, proofSeconds: 10, found: { file: 'f', file_digest: 'd', changed: '1 setting' } },
)
const changed: RunFact[] = [requested, { ...approved, digest: changing.digest }, ...done(1, 2, 3, 4)]
const back = [11, 12, 13, 14]

test.each<[string, RunFact[], object, object]>([
  [
    'fails after the write: taken back at once',
    [...changed, begin(5), end(5, 'failed')],
    { status: 'running', current: null, rollback: { because: 'failed', step: 5, outcome: 'under-way' } },
    { do: 'begin', step: 11, attempt: 1 },
  ],
  [
    'taken back to the end: failed where it failed',
    [...changed, begin(5), end(5, 'failed'), ...done(...back)],
    { status: 'failed', current: 5, why: 'failed', rollback: { outcome: 'done' } },
    { do: 'end' },
  ],
  [
    'fails in the write: there is nothing to take back',
    [...changed.slice(0, -1), end(4, 'failed')],
    { status: 'failed', current: 4, rollback: null },
    { do: 'end' },
  ],
  [
    'the taking back fails: said, and to be tried again',
    [...changed, begin(5), end(5, 'failed'), ...done(11), begin(12), end(12, 'failed')],
    { status: 'failed', current: 12, why: 'NOT rolled back: failed', rollback: { outcome: 'failed' } },
    { do: 'end' },
  ],
  [
    'tried again, and taken back',
    [
      ...[...changed, begin(5), end(5, 'failed'), ...done(11), begin(12), end(12, 'failed')],
      { type: 'retry-asked', step: 12 },
      begin(12, 2),
      end(12, 'done'),
      ...done(13, 14),
    ],
    { status: 'failed', current: 5, rollback: { outcome: 'done' } },
    { do: 'end' },
  ],
  [
    'unknown in the taking back: a person decides',
    [...changed, begin(5), end(5, 'failed'), begin(11), end(11, 'unknown')],
    { status: 'unknown', current: 11, rollback: { outcome: 'under-way' } },
    { do: 'wait' },
  ],
  [
    'unknown in the taking back, ended: not taken back',
    [
      ...[...changed, begin(5), end(5, 'failed'), begin(11), end(11, 'unknown')],
      { type: 'settled', step: 11, decision: 'end' },
    ],
    { status: 'failed', rollback: { outcome: 'failed' } },
    { do: 'end' },
  ],
  [
    'unknown in the taking back, gone on with',
    [
      ...[...changed, begin(5), end(5, 'failed'), begin(11), end(11, 'unknown')],
      { type: 'settled', step: 11, decision: 'continue' },
      ...done(12, 13, 14),
    ],
    { status: 'failed', current: 5, rollback: { outcome: 'done' } },
    { do: 'end' },
  ],
  [
    'the write is unknown, ended: taken back',
    [...changed.slice(0, -1), end(4, 'unknown'), { type: 'settled', step: 4, decision: 'end' }],
    { status: 'running', rollback: { because: 'stopped', step: 4 } },
    { do: 'begin', step: 11, attempt: 1 },
  ],
  [
    'stopped before the write: merely stopped',
    [...changed.slice(0, -2), { type: 'stop-asked' }],
    { status: 'stopped', rollback: null },
    { do: 'end' },
  ],
  [
    'stopped after the write: taken back, then stopped',
    [...changed, { type: 'stop-asked' }, ...done(...back)],
    { status: 'stopped', current: null, rollback: { because: 'stopped', outcome: 'done' } },
    { do: 'end' },
  ],
])('rollback: %s', (_, facts, state, todo) => {
  const events = eventsOf(facts)
  expect(stateOf(changing, events)).toMatchObject(state)
  expect(next(changing, events)).toEqual(todo)
})

test('a step of the rollback cannot begin before it is due, nor one of the plan after it has begun', () => {
  expect(() => stateOf(changing, eventsOf([...changed, begin(11)]))).toThrow()
  const failed = [...changed, begin(5), end(5, 'failed')]
  expect(() => stateOf(changing, eventsOf([...failed, begin(6)]))).toThrow()
  expect(() => stateOf(changing, eventsOf([...failed, { type: 'stop-asked' }]))).toThrow()
  const rolledBack = [...failed, ...done(...back)]
  expect(() => stateOf(changing, eventsOf([...rolledBack, { type: 'retry-asked', step: 5 }]))).toThrow()
})

test('how far a step has got is shown, and changes nothing', () => {
  const facts: RunFact[] = [...go, begin(1), { type: 'step-progress', step: 1, progress: 'page 2 of 9' }]
  expect(stateOf(plan, eventsOf(facts)).steps[0]?.progress).toBe('page 2 of 9')
  expect(next(plan, eventsOf(facts))).toEqual(next(plan, eventsOf([...go, begin(1)])))
  expect(() => stateOf(plan, eventsOf([...facts, end(1, 'done'), facts.at(-1) as RunFact]))).toThrow()
})

test('a retry has an attempt and an operation of its own', () => {
  const facts = [...go, ...done(1, 2), begin(3), end(3, 'failed'), { type: 'retry-asked', step: 3 } as const]
  expect(next(plan, eventsOf(facts))).toEqual({ do: 'begin', step: 3, attempt: 2 })
  expect(next(plan, eventsOf([...facts, begin(3, 2)]))).toMatchObject({ do: 'look-up', operation: 'op 2' })
})
