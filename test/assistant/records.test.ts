import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { assistantPaths } from '../../src/assistant-api.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { sql, startTestAssistant, type TestAssistant } from './harness.ts'

let database: ScratchDatabase
let assistant: TestAssistant
beforeAll(async () => {
  database = await scratchDatabase('assistant')
  assistant = await startTestAssistant({ DATABASE_URL: database.url })
})
afterAll(async () => {
  await assistant?.close()
  await database?.drop()
})

const put = (path: string, body: object) =>
  assistant.call(path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe("a case's record", () => {
  const record = (version: number, status: string) => ({
    version,
    session_id: 'test',
    status,
    summary: "'; DROP TABLE ai_escalations; --",
    details: { tried: ['restart'], pages: [3] },
  })
  const statusOf = async (id: string) =>
    (
      await sql(
        database.url,
        'SELECT version, status, details FROM ai_escalations WHERE escalation_id = $1',
        [id],
      )
    )[0]

  test('is kept in its newest version, whatever order the versions come in', async () => {
    const path = assistantPaths.escalation('C-31 / ä')
    for (const [version, status] of [
      [2, 'taken'],
      [1, 'open'],
      [2, 'taken twice'],
      [3, 'resolved'],
    ] as const) {
      expect((await put(path, record(version, status))).status).toBe(204)
    }
    expect(await statusOf('C-31 / ä')).toEqual({
      version: 3,
      status: 'resolved',
      details: { tried: ['restart'], pages: [3] },
    })
  })

  test('that is sent many times at once is kept once', async () => {
    const path = assistantPaths.escalation('C-32')
    const sent = await Promise.all(
      [5, 3, 5, 4, 5, 1].map((version) => put(path, record(version, `v${version}`))),
    )
    expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 204))
    expect(await statusOf('C-32')).toMatchObject({ version: 5, status: 'v5' })
  })

  test('with a field too many is refused by its name', async () => {
    const response = await put(assistantPaths.escalation('C-33'), { ...record(1, 'open'), colour: 'red' })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('\\"colour\\" is not a field')
    expect(await statusOf('C-33')).toBeUndefined()
  })
})

test('feedback is kept for each person, in its newest version', async () => {
  const messageId = randomUUID()
  const path = assistantPaths.feedback(messageId)
  await sql(
    database.url,
    `WITH begun AS (INSERT INTO ai_sessions (session_id) VALUES ('rated') RETURNING session_id)
     INSERT INTO ai_messages (message_id, session_id, role, content) SELECT $1::uuid, session_id, 'assistant', 'so' FROM begun`,
    [messageId],
  )
  const rated = (version: number, subject: string, rating: string) => ({
    version,
    subject,
    rating,
    reason: null,
  })
  for (const body of [rated(2, 'maria', 'up'), rated(1, 'maria', 'down'), rated(1, 'nikos', 'down')]) {
    expect((await put(path, body)).status).toBe(204)
  }
  expect(
    await sql(database.url, 'SELECT subject, rating FROM ai_feedback WHERE message_id = $1 ORDER BY 1', [
      messageId,
    ]),
  ).toEqual([
    { subject: 'maria', rating: 'up' },
    { subject: 'nikos', rating: 'down' },
  ])
})

test('feedback on an answer that is gone is taken, and kept nowhere', async () => {
  const messageId = randomUUID()
  const body = { version: 1, subject: 'maria', rating: 'down', reason: 'private words' }
  expect((await put(assistantPaths.feedback(messageId), body)).status).toBe(204)
  const kept = 'SELECT subject FROM ai_feedback WHERE message_id = $1'
  expect(await sql(database.url, kept, [messageId])).toEqual([])
})

describe("a person's answer", () => {
  const record = (version: number, status: string) => ({
    version,
    status,
    question: 'How tight must the blade bolts be?',
    answer: '62 Nm',
    machine_model: 'AutoBoss V4.0',
    language: null,
    documents: [],
    citations: [],
    written_by: 'Anna',
    reviewed_by: 'Petros',
    expires_at: '2027-05-28T10:00:00.000Z',
  })
  const kept = async (id: string) =>
    await sql(
      database.url,
      'SELECT version, status, model_key, language FROM ai_verified_answers WHERE answer_id = $1',
      [id],
    )

  test('is kept once, in its newest version, whatever order the versions come in', async () => {
    const path = assistantPaths.verifiedAnswer('V-7')
    const sent = await Promise.all(
      [record(2, 'approved'), record(3, 'retired'), record(2, 'approved')].map((one) => put(path, one)),
    )
    expect(sent.map(({ status }) => status)).toEqual([204, 204, 204])
    expect(await kept('V-7')).toEqual([
      { version: 3, status: 'retired', model_key: 'autobossv4.0', language: 'en' },
    ])
  })

  test.each([
    ['one that nobody approved', { status: 'proposed' }],
    ['one without a word', { answer: ' ' }],
    ['a document without its file', { documents: [{ document_id: randomUUID() }] }],
  ])('is refused: %s', async (_, wrong) => {
    const response = await put(assistantPaths.verifiedAnswer('V-8'), { ...record(1, 'approved'), ...wrong })
    expect(response.status).toBe(400)
    expect(await kept('V-8')).toEqual([])
  })
})
