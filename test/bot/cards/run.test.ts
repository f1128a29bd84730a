import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { Card } from '../../../src/bot/card.ts'
import type { RunView } from '../../../src/bot/cards/run/view.ts'
import { runCard } from '../../../src/bot/cards/run.ts'
import { recordCard } from '../../../src/bot/cards/run-record.ts'
import { eventWords } from '../../../src/bot/web/run-words.ts'
import type { Person } from '../../../src/people.ts'
import type { Run, RunEvent, RunFact, StepEnding } from '../../../src/sops/run.ts'
import { stateOf } from '../../../src/sops/state.ts'
import { wordsOf } from '../../harness/bot.ts'

const start = Date.parse('2026-11-25T12:06:00Z')
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString()

type Step = Run['plan']['steps'][number]

function step(title: string, command: string, does: object): Step {
  const text = { id: title, title, success: 'Seen.', timeoutSeconds: 60, undo: null, service: 'db' }
  return { ...text, command, onFailure: 'Find the cause in the log, then retry.', ...does } as Step
}

function planOf(procedure: string, service: string, digest: string, steps: Step[]): Run['plan'] {
  return {
    sop: 'SOP-001',
    procedure,
    title: `${procedure} ${service}`,
    parameters: { service },
    lock: `service:${service}`,
    impact: 'The service is away for a while.',
    minutes: [1, 2],
    undo: 'Start it.',
    definition: 'd'.repeat(64),
    steps,
    digest,
  }
}

const plans = {
  restart: planOf('restart', 'ai_assistant', `7f3a${'0'.repeat(60)}`, [
    step('Check the current state', 'agent ps', { kind: 'observe', observe: 'state' }),
    step('Look for errors', 'agent logs errors', { kind: 'observe', observe: 'log-errors' }),
    step('Restart', 'agent restart', { kind: 'act', verb: 'restart' }),
    step('Check that it started anew', 'agent ps', { kind: 'verify', check: 'started-anew', forSeconds: 0 }),
    step('Check health', 'agent probe', { kind: 'verify', check: 'healthy', forSeconds: 10 }),
    step('Check the log', 'agent logs errors', { kind: 'verify', check: 'no-new-errors', forSeconds: 0 }),
  ]),
  stop: planOf('stop', 'db', `a1b2${'0'.repeat(60)}`, [
    step('Check the current state', 'agent ps', { kind: 'observe', observe: 'state' }),
    step('Stop', 'agent stop', { kind: 'act', verb: 'stop' }),
    step('Check that it is stopped', 'agent ps', { kind: 'verify', check: 'stopped', forSeconds: 0 }),
  ]),
}

const ofSettings = { service: undefined, changes: '[…]', file_digest: 'f', backup: '<backup>' }

/** A change of settings, which is taken back by itself where it fails. */
const change: Run['plan'] = {
  ...planOf('config', 'settings', `c0f1${'0'.repeat(60)}`, [
    step('Note the settings in force', 'agent probe', { kind: 'observe', observe: 'settings-in-force' }),
    step('Back up and write the file', 'agent write_settings', {
      ...ofSettings,
      kind: 'act',
      verb: 'write_settings',
    }),
    step('Make it anew with the file', 'agent recreate', { kind: 'act', verb: 'recreate' }),
    step('Check health', 'agent probe', { kind: 'verify', check: 'healthy', forSeconds: 10 }),
  ]),
  sop: 'SOP-002',
  thing: 'settings',
  proves: '2 settings changed',
  parameters: { changes: '[…]' },
  facts: [
    { label: 'OPENAI_API_KEY', value: 'set, ends in …x7Qa → another value' },
    { label: 'OPENAI_MODEL', value: 'gpt-4o → gpt-4o-mini' },
  ],
  rollback: {
    after: 2,
    steps: [
      step('Put the backup back', 'agent restore_settings <backup>', {
        ...ofSettings,
        kind: 'act',
        verb: 'restore_settings',
      }),
      step('Check that it runs as before', 'agent probe', {
        ...ofSettings,
        kind: 'verify',
        check: 'settings-as-before',
        forSeconds: 0,
      }),
    ],
  },
}

type Given = [seconds: number, by: string, fact: RunFact]

function runOf(plan: Run['plan'], reason: string | null, ...given: Given[]): Run {
  const events = [[0, 'nikos', { type: 'requested', reason, expiresAt: at(1_800) }] as Given, ...given].map(
    ([seconds, by, fact]) => ({ at: at(seconds), by, ...fact }) as RunEvent,
  )
  return { number: 142, plan, events, state: stateOf(plan, events), version: events.length }
}

const digest = plans.restart.digest
const approved: Given = [10, 'nikos', { type: 'approved', digest, how: 'own' }]
const broken: Given = [
  10,
  'nikos',
  { type: 'broke-glass', digest: plans.stop.digest, reason: 'The disk is on fire' },
]
const began = (step: number, seconds: number): Given => [
  seconds,
  'bot',
  { type: 'step-began', step, attempt: 1, operation: null },
]
const ended = (step: number, seconds: number, ending: Partial<StepEnding> = {}): Given => [
  seconds,
  'bot',
  {
    type: 'step-ended',
    step,
    ending: { outcome: 'done', detail: 'It was seen.', evidence: [], output: [], ...ending },
  },
]
const approvedChange: Given = [10, 'anna', { type: 'approved', digest: change.digest, how: 'another' }]
const steps = (until: number): Given[] =>
  Array.from({ length: until }, (_, index) => [
    began(index + 1, 10 + index * 2),
    ended(index + 1, 12 + index * 2),
  ]).flat()

const failing: Partial<StepEnding> = {
  outcome: 'failed',
  detail: 'health answered 503 for 60 s.',
  output: ['one', 'two', 'three', 'four', 'five', 'six'],
}
const remedy = { procedure: 'start', parameters: { service: 'db' }, label: 'Start db…' }
const total = plans.restart.steps.length
const failedChange = [approvedChange, ...steps(3), began(4, 18), ended(4, 78, failing)]
const putBack: Given[] = [
  began(5, 79),
  ended(5, 80),
  began(6, 81),
  ended(6, 84, {
    detail: 'Every process runs with it as it was.',
    evidence: [{ label: 'Settings', value: 'as before' }],
  }),
]

/** Every state that a card can show. */
const runs: Record<string, Run> = {
  'plan of one who confirms it': runOf(plans.restart, 'It is slow'),
  'needs approval': runOf(plans.stop, null),
  'running, before its first step': runOf(plans.restart, null, approved),
  'running, in its third step': runOf(plans.restart, null, approved, ...steps(2), began(3, 16)),
  'running, asked to stop': runOf(plans.restart, null, approved, ...steps(2), began(3, 16), [
    17,
    'anna',
    { type: 'stop-asked' },
  ]),
  done: runOf(plans.restart, null, approved, ...steps(total - 1), began(total, 60), [
    ...ended(total, 68, { evidence: [{ label: 'New errors', value: '0' }] }),
  ] as Given),
  'done, review owed': runOf(plans.stop, null, broken, ...steps(plans.stop.steps.length)),
  failed: runOf(plans.restart, null, approved, ...steps(4), began(5, 20), ended(5, 80, failing)),
  'failed, with a remedy': runOf(
    plans.restart,
    null,
    approved,
    ...steps(4),
    began(5, 20),
    ended(5, 80, { ...failing, remedy, output: [] }),
  ),
  unknown: runOf(
    plans.restart,
    null,
    approved,
    ...steps(2),
    began(3, 16),
    ended(3, 30, { outcome: 'unknown', detail: 'I was interrupted. The process started 14:06.' }),
  ),
  stopped: runOf(
    plans.restart,
    null,
    approved,
    ...steps(2),
    began(3, 16),
    [17, 'anna', { type: 'stop-asked' }],
    ended(3, 18),
  ),
  'plan of a change of settings': runOf(change, 'The key is old'),
  'a change of settings, done': runOf(change, null, approvedChange, ...steps(4)),
  'a change of settings, asked to stop': runOf(change, null, approvedChange, ...steps(2), began(3, 16), [
    17,
    'anna',
    { type: 'stop-asked' },
  ]),
  'a change of settings, being taken up': runOf(change, null, approvedChange, ...steps(2), began(3, 16)),
  'a change of settings, rolling back': runOf(change, null, ...failedChange, began(5, 79)),
  'a change of settings, rolled back': runOf(change, null, ...failedChange, ...putBack),
  'a change of settings, not rolled back': runOf(
    change,
    null,
    ...failedChange,
    began(5, 79),
    ended(5, 99, { outcome: 'failed', detail: 'There is no room on the disk.' }),
  ),
  'a change of settings, unknown': runOf(
    change,
    null,
    approvedChange,
    ...steps(1),
    began(2, 16),
    ended(2, 30, { outcome: 'unknown', detail: 'The agent was interrupted.' }),
  ),
  'a change of settings, stopped': runOf(
    change,
    null,
    approvedChange,
    ...steps(2),
    [16, 'anna', { type: 'stop-asked' }],
    began(5, 79),
    ended(5, 80),
    ...putBack.slice(2),
  ),
  rejected: runOf(plans.stop, null, [60, 'anna', { type: 'rejected', reason: 'Not before noon' }]),
  withdrawn: runOf(plans.restart, null, [60, 'nikos', { type: 'withdrawn' }]),
  expired: runOf(plans.restart, null, [1_800, 'bot', { type: 'expired' }]),
  void: runOf(plans.restart, null, [60, 'bot', { type: 'voided', why: 'Its steps are others now.' }]),
}

const person = (id: string, ...roles: Person['roles']): Person => ({
  id,
  name: { nikos: 'Nikos Example', anna: 'Anna Placeholder' }[id] ?? id,
  roles,
  identities: {},
  language: 'en',
})
const viewers = {
  everybody: null,
  'the one who asked': person('nikos', 'on-call'),
  'a senior': person('anna', 'senior'),
  staff: person('maria', 'staff'),
}

function viewOf(run: Run, viewer: Person | null): RunView {
  const isAsker = viewer?.id === 'nikos'
  return {
    viewer,
    mayApprove: run.plan.procedure === 'restart' ? isAsker : viewer?.id === 'anna',
    recordUrl: '/runs/142',
    nameOf: (id) => ({ nikos: 'Nikos Example', anna: 'Anna Placeholder' })[id] ?? id,
    timeZone: 'Europe/Athens',
    now: new Date(at(52)),
    inChat: { escalateTo: 'Anna Placeholder' },
  }
}

const buttonsOf = (card: Card) =>
  card.blocks.flatMap((block) => (block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])] : []))

function golden(): string {
  return Object.entries(runs)
    .map(([name, run]) => {
      const mine = Object.entries(viewers)
        .slice(1)
        .map(([who, viewer]) => {
          const labels = buttonsOf(runCard(run, viewOf(run, viewer))).map(({ label }) => `[${label}]`)
          return `${who}: ${labels.join(' ')}`.trim()
        })
      return [`## ${name}`, wordsOf(runCard(run, viewOf(run, null))), ...mine].join('\n')
    })
    .join('\n\n')
    .concat('\n')
}

test('every state shows what it should, to everybody and to each person the buttons they may press', async () => {
  const path = join(import.meta.dirname, 'run.golden.txt')
  const now = golden()
  const known = await readFile(path, 'utf8').catch(() => null)
  // Removed, the file is written anew, to be read before it is kept.
  if (known === null) await writeFile(path, now)
  expect(now).toBe(known ?? now)
})

test.each(Object.entries(runs))('the card of a run that is %s keeps to the limits', (_, run) => {
  const hostile = 'x'.repeat(2_000)
  const loud: Run = {
    ...run,
    plan: { ...run.plan, impact: hostile, undo: hostile },
    state: { ...run.state, reason: run.state.reason && hostile, emergencyReason: hostile },
  }
  for (const one of [run, loud]) {
    for (const viewer of Object.values(viewers)) {
      const card = runCard(one, viewOf(one, viewer))
      expect(card.blocks.length).toBeLessThanOrEqual(12)
      expect(wordsOf(card).length).toBeLessThanOrEqual(1_500)
      expect(buttonsOf(card).filter(({ style }) => style === 'primary').length).toBeLessThanOrEqual(1)
      for (const { label, style } of buttonsOf(card)) {
        expect(label.length).toBeLessThan(30)
        expect(style).not.toBe('danger')
      }
    }
  }
})

test('what began under a standing approval says whose in every state, and so does its record', () => {
  const standing = { id: 3, digest: 'c89a', maximum: 100_000, askedBy: 'petros' }
  const under: Given = [0, 'anna', { type: 'approved', digest, how: 'standing', standing }]
  const failed: Given[] = [began(1, 4), ended(1, 8, failing)]
  for (const given of [[], failed, steps(plans.restart.steps.length)]) {
    const run = runOf(plans.restart, null, under, ...given)
    const view = viewOf(run, null)
    const says = `under the standing approval of ${view.nameOf('anna')}, asked by ${view.nameOf('petros')}`
    expect(wordsOf(runCard(run, view))).toContain(says)
    expect(wordsOf(recordCard(run, view))).toContain(says)
  }
  const run = runOf(plans.restart, null, under)
  expect(wordsOf(recordCard(run, viewOf(run, null)))).toContain('approved by the standing approval')
  expect(eventWords(run.events[1] as RunEvent, run.plan)).toBe(
    'had approved it: standing approval S-3, for at most 100,000, digest C89A',
  )
})

test('while a step runs nothing can be pressed but what ends the run after it, and what only shows', () => {
  const actions = buttonsOf(
    runCard(
      runs['running, in its third step'] as Run,
      viewOf(runs['running, in its third step'] as Run, null),
    ),
  ).map(({ action }) => action)
  expect(actions).toEqual(['run-stop-after-step', 'run-record'])
})

test('outside of a chat no card offers a plan or a case, which need a place', () => {
  for (const run of Object.values(runs)) {
    const { inChat: _, ...view } = viewOf(run, null)
    const actions = buttonsOf(runCard(run, view)).map(({ action }) => action)
    expect(actions.filter((action) => action === 'plan' || action === 'run-escalate')).toEqual([])
  }
})
