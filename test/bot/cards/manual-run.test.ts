import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { Card } from '../../../src/bot/card.ts'
import type { RunView } from '../../../src/bot/cards/run/view.ts'
import { runCard } from '../../../src/bot/cards/run.ts'
import type { Person } from '../../../src/people.ts'
import { makePlan } from '../../../src/sops/make-plan.ts'
import { addManual } from '../../../src/sops/procedures/add-manual.ts'
import type { Run, RunEvent, RunFact, StepEnding } from '../../../src/sops/run.ts'
import { stateOf } from '../../../src/sops/state.ts'
import { wordsOf } from '../../harness/bot.ts'

const document = '11111111-1111-4111-8111-111111111111'
const older = '22222222-2222-4222-8222-222222222222'
const start = Date.parse('2026-11-25T12:06:00Z')
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString()

type Given = [seconds: number, by: string, fact: RunFact]

function runOf(title: string, ...given: Given[]): Run {
  const facts = { services: [], proofSeconds: 10, found: { title }, lines: [] }
  const plan = makePlan(addManual, { document, words: '' }, facts)
  const first: Given[] = [
    [0, 'kim', { type: 'requested', reason: null, expiresAt: at(600) }],
    [0, 'kim', { type: 'approved', digest: plan.digest, how: 'none' }],
  ]
  const events = [...first, ...given].map(
    ([seconds, by, fact]) => ({ at: at(seconds), by, ...fact }) as RunEvent,
  )
  return { number: 142, plan, events, state: stateOf(plan, events), version: events.length }
}

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
const steps = (until: number, notes: Partial<StepEnding>[] = []): Given[] =>
  Array.from({ length: until }, (_, index) => [
    began(index + 1, index * 10),
    ended(index + 1, index * 10 + 9, notes[index]),
  ]).flat()

const seen: Partial<StepEnding>[] = [
  {},
  { evidence: [{ label: 'Pages', value: '1,300' }] },
  {},
  { evidence: [{ label: 'Found', value: '1st of 5 for “carriage nozzle”' }] },
  {
    evidence: [{ label: 'Cited', value: 'page 37, quoted, for “How do I clean the nozzle?”' }],
    noted: { cited: { label: 'V4.0 Maintenance, page 37', url: `/documents/${document}?page=37` } },
  },
]
const withOlder = [
  { noted: { olderManuals: [{ document: older, title: 'V4.0 Maintenance', added: '2026-01-02' }] } },
  ...seen.slice(1),
]
const removed = (id: string): Given => [99, 'kim', { type: 'document-removed', document: id }]
const failing = (detail: string): Partial<StepEnding> => ({ outcome: 'failed', detail })

const runsOf = (title: string): Record<string, Run> => ({
  'being read': runOf(title, ...steps(1), began(2, 12), [
    30,
    'bot',
    { type: 'step-progress', step: 2, progress: 'reading page 120 of 1,300' },
  ]),
  done: runOf(title, ...steps(5, seen)),
  'done, an older version there': runOf(title, ...steps(5, withOlder)),
  'done, the older version removed': runOf(title, ...steps(5, withOlder), removed(older)),
  'done, and removed': runOf(title, ...steps(5, seen), removed(document)),
  'failed at reading': runOf(
    title,
    ...steps(1),
    began(2, 12),
    ended(2, 20, failing('The PDF has no text, only pictures of pages: it is a scan. Run OCR on it.')),
  ),
  'failed at the search': runOf(
    title,
    ...steps(3, seen),
    began(4, 40),
    ended(4, 41, failing('A search for “bolts” finds nothing.')),
  ),
  'failed at the chat, an older version there': runOf(
    title,
    ...steps(4, withOlder),
    began(5, 50),
    ended(5, 60, failing('“How?” was answered from “V4.0 Maintenance”, page 3.')),
  ),
  stopped: runOf(title, ...steps(1), began(2, 12), [13, 'kim', { type: 'stop-asked' }], ended(2, 20)),
})

const person = (id: string, ...roles: Person['roles']): Person => ({ id, name: id, roles, identities: {} })
const viewers = {
  'the keeper': person('kim', 'knowledge-keeper'),
  'on call': person('nikos', 'on-call'),
  staff: person('maria', 'staff'),
}
const viewOf = (viewer: Person | null): RunView => ({
  viewer,
  mayApprove: false,
  recordUrl: '/runs/142',
  nameOf: (id) => ({ kim: 'Kim Specimen' })[id] ?? id,
  timeZone: 'Europe/Athens',
  now: new Date(at(52)),
  inChat: { escalateTo: 'Nikos Example' },
})

const buttonsOf = (card: Card) =>
  card.blocks.flatMap((block) => (block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])] : []))

function golden(): string {
  return Object.entries(runsOf('V4.0 Maintenance'))
    .map(([name, run]) => {
      const mine = Object.entries(viewers).map(([who, viewer]) => {
        const labels = buttonsOf(runCard(run, viewOf(viewer))).map(({ label }) => `[${label}]`)
        return `${who}: ${labels.join(' ')}`.trim()
      })
      const words = wordsOf(runCard(run, viewOf(null))).replace(/Plan [0-9A-F]{4}/, 'Plan 7F3A')
      return [`## ${name}`, words, ...mine].join('\n')
    })
    .join('\n\n')
    .concat('\n')
}

test('every state of a manual’s run shows what it should, and to each person the buttons they may press', async () => {
  const path = join(import.meta.dirname, 'manual-run.golden.txt')
  const now = golden()
  const known = await readFile(path, 'utf8').catch(() => null)
  // Removed, the file is written anew, to be read before it is kept.
  if (known === null) await writeFile(path, now)
  expect(now).toBe(known ?? now)
})

test.each(Object.entries(runsOf('x'.repeat(200))))(
  'the card of a manual that is %s keeps to the limits',
  (_, run) => {
    for (const viewer of [null, ...Object.values(viewers)]) {
      const card = runCard(run, viewOf(viewer))
      expect(card.blocks.length).toBeLessThanOrEqual(12)
      expect(wordsOf(card).length).toBeLessThanOrEqual(1_500)
      expect(buttonsOf(card).filter(({ style }) => style === 'primary').length).toBeLessThanOrEqual(1)
      for (const { label } of buttonsOf(card)) expect(label.length).toBeLessThan(30)
    }
  },
)
