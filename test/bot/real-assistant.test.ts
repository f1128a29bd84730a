import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { type RunningAssistant, startAssistant } from '../../src/assistant/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { type BotHome, botHome, errorsIn, startTestBot, type TestBot, visit } from '../harness/bot.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { eventually } from '../harness/eventually.ts'

let database: ScratchDatabase
let knowledge: Client
let home: BotHome
let assistant: RunningAssistant
let bot: TestBot

/** The real assistant takes tokens of this bot alone: it is not open to calls without one. */
async function startRealAssistant(port: string): Promise<RunningAssistant> {
  const config = readConfig({
    DATABASE_URL: database.url,
    TOKEN_PUBLIC_KEY: home.publicKey,
    ASSISTANT_PORT: port,
    LOG_DIR: '',
    LOG_LEVEL: 'silent',
  })
  return await startAssistant(config, { log: createLog(config, 'ai_assistant') })
}

beforeAll(async () => {
  database = await scratchDatabase('assistant')
  knowledge = new Client({ connectionString: database.url })
  await knowledge.connect()
  home = await botHome('http://127.0.0.1:1')
  assistant = await startRealAssistant('0')
  bot = await startTestBot(home, { ASSISTANT_URL: assistant.url })
}, 60_000)
afterAll(async () => {
  await bot.close()
  await assistant.close()
  await home.remove()
  await knowledge.end()
  await database.drop()
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

async function rows(sql: string, values: unknown[]): Promise<unknown[]> {
  return (await knowledge.query(sql, values)).rows
}

test('a manual that a knowledge keeper uploads is read, and a question to it is answered with its page', async () => {
  const form = new FormData()
  form.set('title', 'AutoBoss V4.0')
  form.set('machine_models', 'V4.0')
  form.set('language', 'en')
  const pdf = await readFile(join(import.meta.dirname, '../../samples/manuals/v4.0.en.pdf'))
  form.set('file', new Blob([pdf]), 'v4.0.en.pdf')
  const accepted = await fetch(`${bot.url}/api/documents`, {
    method: 'POST',
    body: form,
    headers: { cookie: 'person=kim' },
  })
  expect(accepted.status).toBe(202)
  const { document_id: id } = (await accepted.json()) as { document_id: string }
  const maria = visit(bot)
  await eventually(
    async () => {
      const { status } = (await (await maria.call('GET', `/api/documents/${id}`)).json()) as {
        status: string
      }
      return status === 'ready'
    },
    { within: 60_000, every: 300 },
  )
  const { text, card, entry } = await maria.reply(
    await maria.say('What does E-104 mean?', { machineModel: 'V4.0' }),
  )
  expect(text).toContain('E-104')
  expect(text).toMatch(/\[1\] AutoBoss V4\.0, page \d+/)
  expect(text).toContain('V4.0 · Quoted from the manual')
  const whole = await maria.call('GET', `/api/documents/${id}/file`)
  expect(Buffer.from(await whole.arrayBuffer()).equals(pdf)).toBe(true)

  const feedback = card.blocks.find((block) => block.kind === 'feedback')
  const messageId = feedback?.kind === 'feedback' ? feedback.messageId : ''
  await maria.click(
    entry,
    'feedback',
    JSON.stringify({ messageId, rating: 'down', reason: 'Not my machine' }),
  )
  await maria.click(entry, 'get-a-person')
  const rated = await eventually(async () => {
    const found = await rows('SELECT subject, rating, reason FROM ai_feedback WHERE message_id = $1', [
      messageId,
    ])
    return found.length > 0 && found
  })
  expect(rated).toEqual([{ subject: 'maria', rating: 'down', reason: 'Not my machine' }])
  const mirrored = await eventually(async () => {
    const found = await rows(
      "SELECT session_id, status, summary FROM ai_escalations WHERE escalation_id = 'C-1'",
      [],
    )
    return found.length > 0 && found
  })
  expect(mirrored).toEqual([
    { session_id: `web:${maria.conversation}`, status: 'open', summary: 'What does E-104 mean?' },
  ])
}, 120_000)

test('a question that no manual answers is refused, and all models can be searched', async () => {
  const maria = visit(bot)
  const { text } = await maria.reply(
    await maria.say('Which football club won the championship in 1994?', { machineModel: 'V4.0' }),
  )
  expect(text).toMatch(/\[Get a person\] \[Search all models\]$/)
  expect(text).not.toContain('[1]')
})

test('the assistant restarts in the middle: the question is answered all the same, once', async () => {
  const port = new URL(assistant.url).port
  await assistant.close()
  const maria = visit(bot)
  const key = await maria.say('What does E-104 mean?', { machineModel: 'V4.0' })
  await maria.reply(key, (_, { state }) => state === 'streaming')
  assistant = await startRealAssistant(port)
  const { text } = await maria.reply(key, ({ blocks }) => blocks.some(({ kind }) => kind === 'feedback'))
  expect(text).toContain('E-104')
  const [count] = await rows(
    "SELECT count(*)::int AS answers FROM ai_messages WHERE session_id = $1 AND role = 'assistant'",
    [`web:${maria.conversation}`],
  )
  expect(count).toEqual({ answers: 1 })
}, 60_000)
