import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import type { Health } from '../../src/assistant-api.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../fakes/openai.ts'
import { testClock } from '../harness/clock.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { sql, startTestAssistant, type TestAssistant } from './harness.ts'

let database: ScratchDatabase
let openai: FakeOpenAi
const running: TestAssistant[] = []
beforeAll(async () => {
  database = await scratchDatabase('assistant')
  openai = await startFakeOpenAi({ key: 'sk-right' })
})
afterEach(async () => {
  for (const assistant of running.splice(0)) await assistant.close()
})
afterAll(async () => {
  await openai?.stop()
  await database?.drop()
})

async function healthWith(settings: Record<string, string>): Promise<Health> {
  const assistant = await startTestAssistant({ DATABASE_URL: database.url, ...settings })
  running.push(assistant)
  const response = await assistant.call('/health')
  expect(response.status).toBe(200)
  return (await response.json()) as Health
}

test('what is not configured is off; a knowledge base without manuals is degraded', async () => {
  expect(await healthWith({})).toEqual({
    status: 'degraded',
    dependencies: {
      database: { state: 'ok' },
      knowledge: { state: 'degraded', detail: 'no manual is ready: 0 ready, 0 waiting, 0 failed' },
      openai: { state: 'off', detail: expect.stringContaining('OPENAI_API_KEY is not set') },
      redis: { state: 'off', detail: expect.stringContaining('REDIS_URL is not set') },
    },
    settings_digest: expect.stringMatching(/^[0-9a-f]{16}$/),
  })
})

test('the models are asked for with the key', async () => {
  openai.says('hello')
  const url = { OPENAI_BASE_URL: openai.url }
  const openaiOf = async (settings: Record<string, string>) =>
    (await healthWith({ ...url, ...settings })).dependencies['openai']
  expect(await openaiOf({ OPENAI_API_KEY: 'sk-right' })).toEqual({ state: 'ok' })
  expect(await openaiOf({ OPENAI_API_KEY: 'sk-wrong' })).toEqual({
    state: 'down',
    detail: 'the key is refused (401)',
  })
  expect(await openaiOf({ OPENAI_API_KEY: 'sk-right', OPENAI_MODEL: 'gpt-9' })).toEqual({
    state: 'degraded',
    detail: 'not offered to this key: gpt-9',
  })
  expect(await openaiOf({ OPENAI_API_KEY: 'sk-right', OPENAI_BASE_URL: 'http://127.0.0.1:1' })).toEqual({
    state: 'down',
    detail: 'cannot be reached',
  })
})

test('an answer holds for a while, so that looking often costs nothing', async () => {
  const clock = testClock()
  const assistant = await startTestAssistant({ DATABASE_URL: database.url }, clock)
  running.push(assistant)
  const knowledge = async () => {
    const { dependencies } = (await (await assistant.call('/health')).json()) as Health
    return dependencies['knowledge']?.detail
  }
  const before = await knowledge()
  await sql(
    database.url,
    `INSERT INTO knowledge_documents (document_id, title, document_type, language, filename, sha256, size, original, status)
     VALUES (gen_random_uuid(), 'A', 'manual', 'en', 'a.pdf', 'a', 0, '', 'failed')`,
  )
  expect(await knowledge()).toBe(before)
  clock.wind(3_000)
  expect(await knowledge()).toBe('no manual is ready: 0 ready, 0 waiting, 1 failed')
})
