import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { insertRow } from '../../harness/audit.ts'
import { type BotHome, botHome, errorsIn, startTestBot, type TestBot, visit } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'

let assistant: FakeAssistant
let home: BotHome
let folder: string
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
})
afterAll(() => assistant.stop())

beforeEach(async () => {
  home = await botHome(assistant.url)
  folder = await mkdtemp(join(tmpdir(), 'audit-chat-'))
  bot = await startTestBot(home, { AUDIT_HEADS_FILE: join(folder, 'heads.jsonl') })
})
afterEach(async () => {
  expect(errorsIn(bot)).toEqual([])
  await bot.close()
  await home.remove()
  await rm(folder, { recursive: true })
})

async function says(person: string, words: string) {
  const visitor = visit(bot, person)
  return await visitor.reply(await visitor.say(words))
}

/** A deed of a run. */
async function put(
  action: string,
  { verified = true, outcome = 'done', subject = 'R-12', person = 'nikos', place = 'web' } = {},
  detail: Record<string, unknown> = {},
): Promise<void> {
  await home.query(
    `INSERT INTO audit (at, person, verified, action, subject, outcome, detail, request_id, place)
     VALUES ('2026-11-29T10:00:00Z', $1, $2, $3, $4, $5, $6, 'r', $7)`,
    [person, verified, action, subject, outcome, detail, place],
  )
}

/** The file has the newest row. */
const isNoted = (count: number) =>
  eventually(() =>
    bot.log.some(({ audit_head: head }) => head !== undefined && (head as { id: number }).id === count),
  )

test('each row says when, who, what, on what, what came of it, on whose approval and from where', async () => {
  const digest = '7f3abc'
  await put('run.requested', { verified: false }, { digest, fact: {} })
  await put(
    'run.approved',
    { person: 'anna', place: 'slack:C0OPS' },
    { digest, approvedBy: 'anna', approval: 'another', fact: { how: 'another' } },
  )
  const fact = { step: 2, ending: { outcome: 'failed', detail: '…' } }
  await put('run.step-ended', { person: 'bot', place: 'bot' }, { digest, approvedBy: 'anna', fact })
  await put('run.rejected', { outcome: 'refused', subject: 'R-13' }, { code: 'own_request', message: '…' })
  await put('sign-in', { person: 'left-long-ago', subject: 'left-long-ago', place: '' }, { fact: 'odd' })
  await isNoted(5)
  const { card, text } = await says('anna', '/audit')
  expect(text.split('\n').slice(0, 6)).toEqual([
    'Audit',
    '29 Nov, 12:00 EET · left-long-ago · sign-in · left-long-ago · done',
    '29 Nov, 12:00 EET · Nikos Example · run.rejected · R-13 · refused (own_request) · from web',
    '29 Nov, 12:00 EET · The bot · run.step-ended 2 · R-12 · failed · approved by Anna Placeholder · Plan 7F3A · from bot',
    '29 Nov, 12:00 EET · Anna Placeholder · run.approved · R-12 · done · approved by Anna Placeholder · Plan 7F3A · from slack:C0OPS',
    '29 Nov, 12:00 EET · Nikos Example (unverified) · run.requested · R-12 · done · Plan 7F3A · from web',
  ])
  expect(card.tone).toBe('neutral')
  expect(text).toMatch(/The chain is whole: rows 1 to 5, all that there are; [1-5] noted heads? fits?\.$/)
})

test('of a run, of a person, and since a time', async () => {
  await put('one', { subject: 'R-1' })
  await put('two', { subject: 'R-12', person: 'anna' })
  await put('password.set', { subject: 'anna', person: 'command-line' })
  const actions = async (words: string) =>
    [...(await says('petros', words)).text.matchAll(/EET · [^·]+ · (\S+) ·/g)].map(([, action]) => action)
  expect(await actions('/audit R-12')).toEqual(['two'])
  expect(await actions('/audit anna')).toEqual(['password.set', 'two'])
  expect(await actions('/audit Nikos Example')).toEqual(['one'])
  const { text } = await says('petros', '/audit R-99')
  expect(text).toContain('Audit · R-99\nNothing of that was written down.')
  expect((await says('petros', '/audit who is it?')).text).toContain(
    'That is not how the audit is asked for.',
  )
})

test('of many rows the newest are shown', async () => {
  for (let n = 1; n <= 16; n += 1) await put(`deed-${n}`)
  const { text } = await says('alex', '/audit')
  expect(text).toContain('deed-16')
  expect(text).toContain('deed-2 ')
  expect(text).not.toContain('deed-1 ')
  expect(text).toContain('The newest 15; there are more.')
})

test('what was changed is told first, with its place; also rows that are gone from the end', async () => {
  await put('one')
  await put('two')
  await put('three')
  await isNoted(3)
  await home.query("UPDATE audit SET person = 'maria' WHERE id = 2")
  const { card, text } = await says('anna', '/audit')
  expect(card.tone).toBe('critical')
  expect(text).toMatch(
    /^BROKEN · Audit\nThe audit is not whole\. Row 2 was changed: what it says does not give its hash\. npm run audit:verify says all of it\./,
  )
  await home.query("UPDATE audit SET person = 'nikos' WHERE id = 2; DELETE FROM audit WHERE id = 3")
  expect((await says('anna', '/audit')).text).toMatch(
    /The chain ends at 2, but at \S+ it reached 3: the last row is gone\./,
  )
})

test('of a long audit the newest part is verified, and the card says so', async () => {
  await home.query(
    `${insertRow.replace('VALUES (', 'SELECT ').replace(/\)$/, '')} FROM generate_series(1, 2100)`,
  )
  await isNoted(2100)
  await home.query("UPDATE audit SET person = 'maria' WHERE id = 50")
  const { text } = await says('anna', '/audit since 30d')
  expect(text).toMatch(
    /The chain is whole in its newest part, rows 101 to 2100; 1 noted head fits\. npm run audit:verify reads all of it\.$/,
  )
}, 60_000)

test.each(['maria', 'nikos', 'kim'])('%s may not see it', async (person) => {
  await put('a-secret-deed')
  const { text } = await says(person, '/audit')
  expect(text).toContain('/ai audit is not for your role.')
  expect(text).not.toContain('a-secret-deed')
})
