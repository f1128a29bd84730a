import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { assistantPaths, type ChatAnswer, type VerifiedAnswerRecord } from '../../../src/assistant-api.ts'
import { newTokenKeys, tokenSigner } from '../../../src/tokens.ts'
import { type TestClock, testClock } from '../../harness/clock.ts'
import { type ScratchDatabase, scratchDatabase } from '../../harness/database.ts'
import { addManuals, sampleManual, sql, startTestAssistant, type TestAssistant } from '../harness.ts'

jest.setTimeout(120_000)

let database: ScratchDatabase
let assistant: TestAssistant
let clock: TestClock
let record: VerifiedAnswerRecord
let version = 0
const keys = newTokenKeys()
const dayMs = 86_400_000

beforeAll(async () => {
  clock = testClock()
  database = await scratchDatabase('assistant')
  assistant = await startTestAssistant(
    { DATABASE_URL: database.url, TOKEN_PUBLIC_KEY: keys.publicKey },
    clock,
  )
  await addManuals(database.url, [sampleManual('v4.0.en')])
  const [document] = await sql<{ document_id: string; sha256: string; title: string }>(
    database.url,
    'SELECT document_id, sha256, title FROM knowledge_documents',
  )
  if (document === undefined) throw new Error('the manual is not there')
  const { document_id, sha256, title } = document
  record = {
    version: 1,
    status: 'approved',
    question: 'How tight must the blade bolts be?',
    answer: '62 Nm in two passes; the torque wrench hangs by the door. [1]',
    machine_model: 'V4.0',
    language: null,
    documents: [{ document_id, sha256 }],
    citations: [
      {
        document_id,
        title,
        page: 14,
        page_end: 14,
        heading: 'Blade bolts',
        quote: '62 Nm',
        url: '/documents',
      },
    ],
    written_by: 'Anna Placeholder',
    reviewed_by: 'Petros Muster',
    expires_at: new Date(clock.now().getTime() + 180 * dayMs).toISOString(),
  }
})
afterAll(async () => {
  await assistant?.close()
  await database?.drop()
})

/** Sends the record, in a newer version each time. */
async function keep(change: Partial<VerifiedAnswerRecord> = {}): Promise<void> {
  version += 1
  const response = await assistant.call(assistantPaths.verifiedAnswer('V-1'), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...record, ...change, version }),
  })
  expect(response.status).toBe(204)
}

const message = 'What torque do the bolts of the blade need?'
const ask = (more = {}): Promise<ChatAnswer> => assistant.ask({ message, machine_model: 'V4.0', ...more })
const given = async (more = {}): Promise<boolean> => (await ask(more)).mode === 'verified'

test('a question in other words gets it, with whose it is and what it stands on, and so it stays', async () => {
  await keep()
  const answer = await ask({ session_id: 'a' })
  expect(answer).toMatchObject({
    mode: 'verified',
    answer: record.answer,
    citations: record.citations,
    model: null,
    machine_model: 'V4.0',
    verified: {
      id: 'V-1',
      question: record.question,
      by: 'Anna Placeholder',
      reviewed_by: 'Petros Muster',
      until: record.expires_at,
    },
  })
  const rows = await sql(
    database.url,
    "SELECT mode, answer -> 'verified' ->> 'id' AS id FROM ai_messages WHERE role = 'assistant'",
  )
  expect(rows).toEqual([{ mode: 'verified', id: 'V-1' }])
})

test('it is streamed as others are', async () => {
  const events = await assistant.stream({ message, machine_model: 'V4.0' })
  expect(events.map(({ event }) => event)).toEqual(['status', 'delta', 'citations', 'done'])
  expect(events[1]?.data).toEqual({ text: record.answer })
})

test('another machine does not get it; whoever names none gets it where there is but this one', async () => {
  expect(await given({ machine_model: 'V3.1B' })).toBe(false)
  expect(await given({ machine_model: undefined })).toBe(true)
  await keep({ machine_model: null })
  expect(await given({ machine_model: 'V3.1B' })).toBe(true)
  await keep()
})

test('what the bot asks to prove manuals and model is answered from them', async () => {
  const token = await tokenSigner(keys.privateKey)({ subject: 'bot', roles: [] }, 'assistant')
  const headers = { authorization: `Bearer ${token}` }
  expect(await assistant.ask({ message, machine_model: 'V4.0' }, headers)).toMatchObject({
    mode: 'extractive',
  })
})

test.each([
  ['is being read anew', "status = 'processing', lease_until = now() + interval '9 years'"],
  ['could not be read', "status = 'failed'"],
  ['is another file', "sha256 = repeat('b', 64)"],
])('it is not given while its document %s', async (_, change) => {
  await sql(database.url, `UPDATE knowledge_documents SET ${change}`)
  expect(await given()).toBe(false)
  const asBefore = "UPDATE knowledge_documents SET status = 'ready', lease_until = NULL, sha256 = $1"
  await sql(database.url, asBefore, [record.documents[0]?.sha256])
  expect(await given()).toBe(true)
})

test('it is not given where one of its documents is gone', async () => {
  await keep({ documents: [...record.documents, { document_id: randomUUID(), sha256: 'c'.repeat(64) }] })
  expect(await given()).toBe(false)
  await keep()
  expect(await given()).toBe(true)
})

test('retired, it is not given; approved anew, it is', async () => {
  await keep({ status: 'retired' })
  expect(await given()).toBe(false)
  await keep()
  expect(await given()).toBe(true)
})

test('it is given until its date, and not after it', async () => {
  clock.wind(180 * dayMs - 60_000)
  expect(await given()).toBe(true)
  clock.wind(120_000)
  expect(await given()).toBe(false)
})
