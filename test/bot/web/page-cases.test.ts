import { expect, test } from '@jest/globals'
import type { Relation } from '../../../src/bot/cases/relation.ts'
import { caseViews } from '../../../src/bot/web/case-record.ts'
import { caseWord, dueWords, eventWords, pageWords } from '../../../src/bot/web/case-words.ts'
import { zonedMinute } from '../../../src/bot/web/page/parts/time.ts'
import type { Case } from '../../../src/oncall/case.ts'
import type { CaseEvent } from '../../../src/oncall/events-store.ts'
import type { Level } from '../../../src/oncall/level.ts'
import type { Page } from '../../../src/oncall/pages-store.ts'
import type { DueStep } from '../../../src/oncall/timeline.ts'
import { type Person, peopleOf } from '../../../src/people.ts'

const names = { nameOf: (id: string) => id.toUpperCase(), timeZone: 'Europe/Athens' }
const at = new Date('2026-11-29T13:00:00Z')

test.each<[Pick<CaseEvent, 'type' | 'fact'>, string, string]>([
  [{ type: 'opened', fact: { severity: 'warning', category: null } }, 'maria', 'asked for a person'],
  [{ type: 'opened', fact: { category: 'Data is lost' } }, 'maria', 'asked for a person: Data is lost'],
  [{ type: 'declared', fact: { category: 'Data is lost' } }, 'anna', 'said how urgent it is: Data is lost'],
  [{ type: 'taken', fact: {} }, 'nikos', 'took it'],
  [{ type: 'taken', fact: { from: 'nikos' } }, 'anna', 'took it over from NIKOS'],
  [{ type: 'raised', fact: { level: 2 } }, 'nikos', 'raised it to level 2'],
  [
    { type: 'raised', fact: { level: 2, why: 'I am at the doctor' } },
    'nikos',
    'raised it to level 2: I am at the doctor',
  ],
  [
    { type: 'raised', fact: { level: 2, why: 'unanswered' } },
    'bot',
    'It went to level 2. Nobody took it in time.',
  ],
  [
    { type: 'snoozed', fact: { until: at.toISOString() } },
    'nikos',
    'put calling off until 29 Nov, 15:00 EET',
  ],
  [{ type: 'added', fact: { person: 'petros' } }, 'nikos', 'added PETROS'],
  [{ type: 'resolved', fact: { cause: 'A loose cable' } }, 'nikos', 'resolved it: A loose cable'],
  [
    { type: 'called', fact: { level: 1, people: ['nikos', 'anna'] } },
    'bot',
    'Level 1 is called: NIKOS, ANNA.',
  ],
  [{ type: 'unreached', fact: { level: 1 } }, 'bot', 'Nobody of any level could be called.'],
  [
    { type: 'held', fact: { until: at.toISOString() } },
    'bot',
    'Calls wait for the maintenance until 29 Nov, 15:00 EET.',
  ],
  [{ type: 'released', fact: {} }, 'bot', 'Calls wait for no maintenance any more.'],
])('what happened is put into words: %j by %s', (event, by, words) => {
  const said = eventWords({ position: 1, at, by, ...event }, names)
  expect(said.replace('GMT+2', 'EET')).toBe(words)
})

const page: Page = {
  key: 'page:1:0:0:nikos:email',
  personId: 'nikos',
  way: 'email',
  status: 'waiting',
  dueAt: at,
  sentAt: null,
  mayBeRepeat: false,
  fault: null,
}

test.each<[Partial<Page>, string]>([
  [{}, 'is called by e-mail, unless somebody takes it'],
  [
    { fault: 'no <nikos@example.com>' },
    'is called by e-mail again, unless somebody takes it; it did not arrive before: no <(address)>',
  ],
  [{ status: 'sending' }, 'is being called by e-mail'],
  [{ status: 'sent', way: 'direct' }, 'was called by direct message'],
  [{ status: 'sent', mayBeRepeat: true }, 'was called by e-mail, perhaps twice'],
  [{ status: 'failed', fault: 'call +30 210 555 0101' }, 'could not be called by e-mail: call (number)'],
  [{ status: 'cancelled' }, 'was to be called by e-mail'],
])('a call is put into words: %j', (change, words) => {
  expect(pageWords({ ...page, ...change })).toBe(words)
})

const one: Case = {
  number: 31,
  sourceKey: 'k',
  version: 1,
  status: 'open',
  question: 'What does E-104 mean?',
  machineModel: 'V4.0',
  category: null,
  severity: 'critical',
  level: 2,
  ladder: 0,
  openedBy: 'maria',
  sessionId: null,
  place: { platform: 'web', thread: 't' },
  room: null,
  evidence: { requestId: 'r' },
  takenBy: null,
  takenAt: null,
  snoozedUntil: null,
  heldUntil: null,
  resolvedBy: null,
  resolvedAt: null,
  summary: null,
  cause: null,
  createdAt: at,
  dueAt: at,
}

test.each<[DueStep['kind'], Level, Level, Case['status'], string]>([
  ['opened', 1, 1, 'open', 'Level 1 (Engineer) is called.'],
  ['unanswered', 1, 2, 'open', 'Unless somebody takes it, level 2 (Engineer) is called.'],
  ['unanswered', 4, 4, 'open', 'Unless somebody takes it, everybody is called again.'],
  ['unresolved', 1, 2, 'open', 'Unless it is resolved, level 2 (Engineer) is called.'],
  ['unresolved', 1, 2, 'taken', 'Unless it is resolved, it goes to level 2 (Engineer).'],
])('what is due is put into words: %s, from level %s to %s, %s', (kind, from, to, status, words) => {
  expect(dueWords(kind, { status, from, to, toName: 'Engineer' })).toBe(words)
})

test('a case is snoozed only as long as it is', () => {
  const snoozed = { ...one, snoozedUntil: at }
  expect(caseWord(snoozed, new Date(at.getTime() - 1))).toBe('Snoozed')
  expect(caseWord(snoozed, at)).toBe('Open')
})

const named = (name: string): Person => ({ id: name.toLowerCase(), name, roles: [], identities: {} })
const [maria, nikos] = [named('Maria'), named('Nikos')]

/** What Maria sees at a time; nothing was said, and nobody called. */
function viewsAt(now: Date) {
  const nameOf = (id: string) => id
  const calls = { pages: [], isUnreached: false, waitsUntil: null }
  const view = { nameOf, levelName: 'Engineer', address: null, added: [], ...calls }
  const facts = {
    people: () => peopleOf({ people: [maria, nikos] }),
    runbook: () => ({ service: { time_zone: 'Europe/Athens' }, escalation: { levels: [] } }),
    clock: { now: () => now },
    viewOfCase: async () => ({ ...view, timeZone: 'Europe/Athens', onCall: {}, hasRoom: false }),
    caseMessages: { of: async () => [] },
    caseEvents: async () => [],
    dueTimesOf: async () => [],
  }
  return caseViews(maria, facts as unknown as Parameters<typeof caseViews>[1])
}

test.each([
  [-1, true, false],
  [0, true, false],
  [1, true, true],
  [1, false, false],
])('%i ms after its due time, to whoever may take it: %s, it is overdue: %s', (after, mayTake, isOverdue) => {
  const { row } = viewsAt(new Date(at.getTime() + after))
  const seen = row(one, { mayTake })
  expect([seen.isOverdue, seen.dueAt]).toEqual([isOverdue, mayTake ? at.toISOString() : null])
})

const slack = { platform: 'slack', thread: 'C1:1.2' }

test.each<[Relation['side'], Partial<Case>, string | undefined]>([
  ['team', {}, 'Maria reads this in the web chat.'],
  ['team', { place: slack }, 'Maria reads this in Slack.'],
  ['asker', {}, 'Those who see to your question read this here.'],
  ['asker', { takenBy: 'nikos' }, 'Nikos reads this here.'],
  ['asker', { takenBy: 'nikos', room: slack }, 'Nikos reads this here and in Slack.'],
  ['asker', { status: 'resolved' }, undefined],
])('whoever speaks as %s of %j is told who reads it: %s', async (side, change, reader) => {
  const { speaks } = await viewsAt(at).record({ ...one, ...change }, { side, mayTake: false })
  expect(speaks?.reader).toBe(reader)
})

test('a time is 24-hour, to the minute, with its zone', () => {
  expect(zonedMinute('2026-11-25T21:06:12Z', 'Europe/Athens')).toMatch(/^25 Nov 2026, 23:06 (EET|GMT\+2)$/)
})
