import { expect, test } from '@jest/globals'
import { makePlan } from '../../src/sops/make-plan.ts'
import { next } from '../../src/sops/next.ts'
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

test('a retry has an attempt and an operation of its own', () => {
  const facts = [...go, ...done(1, 2), begin(3), end(3, 'failed'), { type: 'retry-asked', step: 3 } as const]
  expect(next(plan, eventsOf(facts))).toEqual({ do: 'begin', step: 3, attempt: 2 })
  expect(next(plan, eventsOf([...facts, begin(3, 2)]))).toMatchObject({ do: 'look-up', operation: 'op 2' })
})
