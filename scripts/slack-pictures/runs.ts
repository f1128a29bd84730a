import type { ServiceState } from '../../src/agent-api.ts'
import type { RunView } from '../../src/bot/cards/run/view.ts'
import { makePlan } from '../../src/sops/make-plan.ts'
import { restart } from '../../src/sops/procedures/restart.ts'
import { stop } from '../../src/sops/procedures/stop.ts'
import type { Run, RunEvent, RunFact, StepEnding } from '../../src/sops/run.ts'
import type { Procedure } from '../../src/sops/sop.ts'
import { stateOf } from '../../src/sops/state.ts'

const start = Date.parse('2026-11-25T12:06:00Z')
const at = (seconds: number): string => new Date(start + seconds * 1_000).toISOString()

const services: ServiceState[] = ['ai_assistant', 'db'].map((service) => ({
  service,
  state: 'running',
  replicas: [{ id: '4711', started_at: '2026-11-25T07:14:03Z' }],
  revivals: 0,
  allows: ['start', 'stop', 'restart'],
}))

const names: Record<string, string> = { nikos: 'Nikos Example', anna: 'Anna Placeholder', bot: 'The bot' }

/** A card for everybody, in a chat. */
export const view: RunView = {
  viewer: null,
  mayApprove: false,
  recordUrl: '/runs/142',
  nameOf: (id) => names[id] ?? id,
  timeZone: 'Europe/Athens',
  now: new Date(start + 52_000),
  inChat: { escalateTo: 'Anna Placeholder' },
}

type Given = [seconds: number, by: string, fact: RunFact]

function runOf(procedure: Procedure, service: string, reason: string | null, given: Given[]): Run {
  const plan = makePlan(procedure, { service }, { services, proofSeconds: 10 })
  const asked: Given = [0, 'nikos', { type: 'requested', reason, expiresAt: at(1_800) }]
  const events = [asked, ...given].map(([after, by, fact]): RunEvent => ({ at: at(after), by, ...fact }))
  return { number: 142, plan, events, state: stateOf(plan, events), version: events.length }
}

const planned = runOf(restart, 'ai_assistant', 'Answers take more than 20 s', [])
const approved: Given = [10, 'nikos', { type: 'approved', digest: planned.plan.digest, how: 'own' }]

const began = (step: number, after: number): Given => [
  after,
  'bot',
  { type: 'step-began', step, attempt: 1, operation: null },
]
const ended = (step: number, after: number, ending: Partial<StepEnding> = {}): Given => [
  after,
  'bot',
  {
    type: 'step-ended',
    step,
    ending: { outcome: 'done', detail: 'It was seen.', evidence: [], output: [], ...ending },
  },
]

const looked: Given[] = [
  began(1, 10),
  ended(1, 11, { output: ['ai_assistant running since 09:14:03, process 4711'] }),
  began(2, 11),
  ended(2, 13, {
    output: [
      '13:58:12 warning pool: 10 of 10 connections are taken',
      '14:02:40 error  chat: no answer in 30 s',
    ],
  }),
]
const restarted: Given[] = [...looked, began(3, 13), ended(3, 16), began(4, 16)]
const proved: Given[] = [
  ...restarted,
  ended(4, 18, { evidence: [{ label: 'Started', value: '14:06:15 (was 09:14:03)' }], output: [] }),
  began(5, 18),
  ended(5, 55, { evidence: [{ label: 'Health', value: 'good for 10 s' }] }),
  began(6, 55),
  ended(6, 58, { evidence: [{ label: 'New errors', value: '0' }] }),
]
const unwell: Partial<StepEnding> = {
  outcome: 'failed',
  detail: 'Health answered 503 for 60 s.',
  output: ['14:06:20 error  db: connection refused', '14:06:25 error  db: connection refused'],
}

/** A run in each of its states that cards differ by. */
export const runs = {
  plan: planned,
  approval: runOf(stop, 'db', 'The disk is to be replaced', []),
  running: runOf(restart, 'ai_assistant', null, [approved, ...looked, began(3, 13)]),
  done: runOf(restart, 'ai_assistant', null, [approved, ...proved]),
  failed: runOf(restart, 'ai_assistant', null, [
    approved,
    ...restarted,
    ended(4, 18),
    began(5, 18),
    ended(5, 80, unwell),
  ]),
  unknown: runOf(restart, 'ai_assistant', null, [
    approved,
    ...looked,
    began(3, 13),
    ended(3, 30, {
      outcome: 'unknown',
      detail: 'I was interrupted. The process started at 14:06, so it may have run.',
    }),
  ]),
} satisfies Record<string, Run>
