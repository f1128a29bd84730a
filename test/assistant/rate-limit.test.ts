import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Health } from '../../src/assistant-api.ts'
import { newTokenKeys, tokenSigner } from '../../src/tokens.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { eventually } from '../harness/eventually.ts'
import { describeWith, redisServer } from '../harness/needs.ts'
import { startRedis, type TestRedis } from '../harness/redis.ts'
import { startTestAssistant, type TestAssistant } from './harness.ts'

const keys = newTokenKeys()
const sign = tokenSigner(keys.privateKey)
const question = { message: 'What torque?' }

let database: ScratchDatabase
const running: TestAssistant[] = []
const start = async (settings: Record<string, string> = {}) => {
  const assistant = await startTestAssistant({
    DATABASE_URL: database.url,
    CHAT_PER_MINUTE: '3',
    TOKEN_PUBLIC_KEY: keys.publicKey,
    ...settings,
  })
  running.push(assistant)
  return assistant
}
const ask = async (assistant: TestAssistant, subject: string) => {
  const token = await sign({ subject, roles: ['staff'] }, 'assistant')
  return await assistant.post(question, { authorization: `Bearer ${token}` })
}
const statuses = async (assistant: TestAssistant, subject: string, times: number) => {
  const seen: number[] = []
  for (let time = 0; time < times; time += 1) seen.push((await ask(assistant, subject)).status)
  return seen
}

beforeAll(async () => {
  database = await scratchDatabase('assistant')
})
afterEach(async () => {
  for (const assistant of running.splice(0)) await assistant.close()
})
afterAll(async () => {
  await database?.drop()
})

test('a caller who asks too much in a minute is told when to go on; others are not held up', async () => {
  const assistant = await start()
  expect(await statuses(assistant, 'maria', 4)).toEqual([200, 200, 200, 429])
  const refused = await ask(assistant, 'maria')
  const wait = Number(refused.headers.get('retry-after'))
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(60)
  expect(await refused.json()).toMatchObject({
    error: { code: 'too_many_questions', action: `Ask again in ${wait} s.` },
  })
  expect(await statuses(assistant, 'nikos', 1)).toEqual([200])
})

describeWith(redisServer, 'with Redis', (program) => {
  let redis: TestRedis
  beforeEach(async () => {
    redis = await startRedis(program)
  })
  afterEach(async () => {
    await redis.kill()
  })
  const redisState = async (assistant: TestAssistant) =>
    ((await (await assistant.call('/health')).json()) as Health).dependencies['redis']?.state

  test('copies count together', async () => {
    const [one, other] = [await start({ REDIS_URL: redis.url }), await start({ REDIS_URL: redis.url })]
    for (const copy of [one, other]) await eventually(async () => (await redisState(copy)) === 'ok')
    expect(await statuses(one, 'maria', 2)).toEqual([200, 200])
    expect(await statuses(other, 'maria', 2)).toEqual([200, 429])
  })

  test('killed meanwhile, each copy counts by itself, and together again when it is back', async () => {
    const assistant = await start({ REDIS_URL: redis.url })
    await eventually(async () => (await redisState(assistant)) === 'ok')
    await redis.kill()
    expect(await statuses(assistant, 'nikos', 4)).toEqual([200, 200, 200, 429])
    await eventually(async () => (await redisState(assistant)) === 'down')
    expect((await assistant.call('/health')).status).toBe(200)
    redis.start()
    await eventually(async () => (await redisState(assistant)) === 'ok')
    expect(await statuses(assistant, 'nikos', 1)).toEqual([200])
    expect(assistant.logged()).toContain('Redis is back')
  })
})
