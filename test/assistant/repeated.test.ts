import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ChatAnswer } from '../../src/assistant-api.ts'
import { type FakeOpenAi, passageWith, startFakeOpenAi } from '../fakes/openai.ts'
import { testClock } from '../harness/clock.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { eventually } from '../harness/eventually.ts'
import { addManuals, eventsOf, sampleManual, sql, startTestAssistant, type TestAssistant } from './harness.ts'

let database: ScratchDatabase
let openai: FakeOpenAi
let quoting: TestAssistant
let slow: TestAssistant
const clock = testClock()

beforeAll(async () => {
  database = await scratchDatabase('assistant')
  openai = await startFakeOpenAi()
  const settings = { DATABASE_URL: database.url, CHAT_PER_MINUTE: '1000' }
  quoting = await startTestAssistant(settings, clock)
  slow = await startTestAssistant({ ...settings, OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: openai.url })
  await addManuals(database.url, [sampleManual('v4.0.en')])
}, 90_000)
afterAll(async () => {
  await quoting?.close()
  await slow?.close()
  await openai?.stop()
  await database?.drop()
})

const question = { message: 'What torque do the blade bolts need?', machine_model: 'V4.0' }
const withKey = (key: string) => ({ 'idempotency-key': key })
const answersIn = (session: string) =>
  sql(database.url, `SELECT message_id FROM ai_messages WHERE session_id = $1 AND role = 'assistant'`, [
    session,
  ])
const slowly = () =>
  openai.says((told) => `They need 62 Nm [${passageWith('Tighten the blade bolts', told)}].`, {
    latency: 1_500,
  })

/** A question as a process leaves it that was killed while answering. */
async function leftBehind(key: string, lease: string): Promise<string> {
  const session = randomUUID()
  await sql(database.url, 'INSERT INTO ai_sessions (session_id) VALUES ($1)', [session])
  await sql(
    database.url,
    `INSERT INTO ai_messages (message_id, session_id, role, idempotency_key, content, answering_until)
     VALUES ($1, $2, 'user', $3, $4, now() + $5::interval)`,
    [randomUUID(), session, key, question.message, lease],
  )
  return session
}

describe('the same question under the same key', () => {
  test('twenty times at once is answered and stored once', async () => {
    const session_id = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => quoting.ask({ ...question, session_id }, withKey('at-once'))),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await answersIn(session_id)).toEqual([{ message_id: answers[0]?.message_id }])
  })

  test('is answered once without a session id, and by another copy of the assistant', async () => {
    const first = await quoting.ask(question, withKey('no-session'))
    const second = await slow.ask(question, withKey('no-session'))
    expect(second).toEqual(first)
    const other = await quoting.ask(question, withKey('another-key'))
    expect(other.session_id).not.toBe(first.session_id)
  })

  test('while another copy is answering waits for that answer', async () => {
    slowly()
    const session_id = randomUUID()
    const answering = slow.ask({ ...question, session_id }, withKey('busy'))
    await eventually(async () => openai.told().length > 0)
    const waited = await quoting.stream({ ...question, session_id }, withKey('busy'))
    const answer = await answering
    expect(answer.mode).toBe('model')
    expect(waited.map(({ event }) => event)).toEqual(['replace', 'citations', 'done'])
    expect(waited.at(-1)?.data).toEqual(answer)
  })

  test('with another message is refused', async () => {
    const session_id = randomUUID()
    await quoting.ask({ ...question, session_id }, withKey('reused'))
    const response = await quoting.post({ message: 'Something else?', session_id }, withKey('reused'))
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ error: { code: 'key_reused' } })
  })

  test.each([
    ['', 'empty'],
    ['x'.repeat(201), 'too long'],
  ])('needs a sane key: %#', async (key) => {
    const response = await quoting.post(question, withKey(key))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining('idempotency-key') },
    })
  })
})

describe('a question whose process died', () => {
  test('is taken over when its lease has passed', async () => {
    const session_id = await leftBehind('dead', '-1 second')
    const answer = await quoting.ask({ ...question, session_id }, withKey('dead'))
    expect(answer.mode).toBe('extractive')
    expect(
      await sql(database.url, 'SELECT role FROM ai_messages WHERE session_id = $1', [session_id]),
    ).toHaveLength(2)
  })

  test('is left alone until then', async () => {
    const session_id = await leftBehind('dying', '1 hour')
    let answer: ChatAnswer | undefined
    const asking = quoting.ask({ ...question, session_id }, withKey('dying')).then((one) => {
      answer = one
    })
    await quoting.ask(question)
    expect(answer).toBeUndefined()
    clock.wind(60 * 60 * 1_000 + 1_000)
    await asking
    expect(await answersIn(session_id)).toEqual([{ message_id: answer?.message_id }])
  })
})

describe('somebody who goes away', () => {
  test('ends the work; the same question is answered when it is asked again', async () => {
    slowly()
    const session_id = randomUUID()
    const going = new AbortController()
    const left = fetch(`${slow.url}/api/ai/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...withKey('gone') },
      body: JSON.stringify({ ...question, session_id }),
      signal: going.signal,
    }).catch(() => 'left')
    await eventually(() => openai.told().length > 0)
    going.abort()
    expect(await left).toBe('left')
    await eventually(async () => {
      const [row] = await sql<{ error: string }>(
        database.url,
        'SELECT error FROM ai_messages WHERE session_id = $1',
        [session_id],
      )
      return row?.error === 'client_gone'
    })
    openai.says('NOT_FOUND')
    expect(await slow.ask({ ...question, session_id }, withKey('gone'))).toMatchObject({ mode: 'none' })
  })
})

describe('an assistant that stops', () => {
  test('ends open streams with the reason, and gives the question back', async () => {
    slowly()
    const stopping = await startTestAssistant({
      DATABASE_URL: database.url,
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: openai.url,
    })
    const session_id = randomUUID()
    const response = await stopping.post(
      { ...question, session_id },
      { accept: 'text/event-stream', ...withKey('stopped') },
    )
    await eventually(() => openai.told().length > 0)
    const reading = eventsOf(response)
    await stopping.close()
    expect((await reading).at(-1)).toMatchObject({ event: 'error', data: { code: 'stopping' } })
    expect(await quoting.ask({ ...question, session_id }, withKey('stopped'))).toMatchObject({
      mode: 'extractive',
    })
  })
})

test('a session that maintenance deleted meanwhile does not lose the answer', async () => {
  slowly()
  const session_id = randomUUID()
  const asking = slow.ask({ ...question, session_id })
  await eventually(() => openai.told().length > 0)
  await sql(database.url, 'DELETE FROM ai_sessions WHERE session_id = $1', [session_id])
  const answer = await asking
  expect(await answersIn(session_id)).toEqual([{ message_id: answer.message_id }])
})
