import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { type RunningAssistant, startAssistant } from '../../src/assistant/app.ts'
import { assistantPaths } from '../../src/assistant-api.ts'
import { mirroredRecords } from '../../src/bot/outbox/records-store.ts'
import { readConfig } from '../../src/config.ts'
import { openOpsDb } from '../../src/db.ts'
import { createLog } from '../../src/log.ts'
import { tokenSigner } from '../../src/tokens.ts'
import { addManuals, sampleManual, sql } from '../assistant/harness.ts'
import { type BotHome, botHome, errorsIn, startTestBot, type TestBot, visit } from '../harness/bot.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { eventually } from '../harness/eventually.ts'

jest.setTimeout(180_000)

let database: ScratchDatabase
let home: BotHome
let assistant: RunningAssistant
let bot: TestBot
const dayMs = 86_400_000

/** The assistant's clock is the bot's. */
async function startRealAssistant(port: string): Promise<RunningAssistant> {
  const config = readConfig({
    DATABASE_URL: database.url,
    TOKEN_PUBLIC_KEY: home.publicKey,
    ASSISTANT_PORT: port,
    LOG_DIR: '',
    LOG_LEVEL: 'silent',
  })
  const clock = { now: () => bot?.clock.now() ?? new Date() }
  return await startAssistant(config, { clock, log: createLog(config, 'ai_assistant') })
}

beforeAll(async () => {
  database = await scratchDatabase('assistant')
  home = await botHome('http://127.0.0.1:1')
  assistant = await startRealAssistant('0')
  bot = await startTestBot(home, { ASSISTANT_URL: assistant.url })
  await addManuals(database.url, [sampleManual('v4.0.en')])
})
afterAll(async () => {
  await bot?.close()
  await assistant?.close()
  await home?.remove()
  await database?.drop()
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

/** Anna's answer to a case, as it is kept when she resolves it. */
async function proposed(question: string, answer: string): Promise<string> {
  const [document] = await sql(database.url, 'SELECT document_id, sha256 FROM knowledge_documents')
  const [row] = await home.query<{ id: number }>(
    `INSERT INTO verified_answers (source_key, question, answer, machine_model, documents, citations, platform, thread, written_by, created_at)
     VALUES ($1, $1, $2, 'V4.0', $3, '[]', 'web', $4, 'anna', now()) RETURNING id`,
    [question, answer, JSON.stringify([document]), crypto.randomUUID()],
  )
  return String(row?.id)
}

/** Petros looks at what waits, and decides. */
async function petros(action: 'answer-approve' | 'answer-retire', id: string): Promise<void> {
  const page = visit(bot, 'petros')
  const { entry, card } = await page.reply(await page.say('/ai answers'))
  const rows = card.blocks.flatMap((block) =>
    block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])] : [],
  )
  expect(rows).toContainEqual(expect.objectContaining({ value: id }))
  if (action === 'answer-retire') return void (await page.click(entry, action, id))
  await page.click(entry, 'answer-show', id)
  const shown = await eventually(async () =>
    (await page.transcript()).find(({ body }) => JSON.stringify(body).includes('"answer-approve"')),
  )
  await page.click(shown, action, id)
}

const arrived = (id: string, status: string) =>
  eventually(async () => {
    const sent = 'SELECT status FROM ai_verified_answers WHERE answer_id = $1'
    return (await sql<{ status: string }>(database.url, sent, [`V-${id}`]))[0]?.status === status
  })

async function asked(question: string) {
  const maria = visit(bot)
  const key = await maria.say(question, { machineModel: 'V4.0' })
  const answer = await maria.reply(key, ({ blocks }) => blocks.some(({ kind }) => kind === 'feedback'))
  return { ...answer, maria }
}

const ownWords = 'What torque do the bolts of the blade need?'
let id: string

test('proposed, it is given to nobody; approved, a question in other words gets it, attributed', async () => {
  id = await proposed('How tight must the blade bolts be?', '62 Nm, with the wrench by the door.')
  expect((await asked(ownWords)).text).toContain('Quoted from the manual')
  await petros('answer-approve', id)
  await arrived(id, 'approved')
  const { text } = await asked(ownWords)
  expect(text).toContain('62 Nm, with the wrench by the door.')
  expect(text).toMatch(
    new RegExp(
      `Verified answer by Anna Placeholder, reviewed by Petros Muster, until \\d+ \\w+ \\d{4} · V-${id}, to “How tight must the blade bolts be\\?”`,
    ),
  )
})

test('a thumb and its reason are kept as of any answer', async () => {
  const { card, entry, maria } = await asked(ownWords)
  const thumbs = card.blocks.find(({ kind }) => kind === 'feedback')
  const messageId = thumbs?.kind === 'feedback' ? thumbs.messageId : ''
  await maria.click(
    entry,
    'feedback',
    JSON.stringify({ messageId, rating: 'down', reason: 'The wrench is gone' }),
  )
  await eventually(async () => {
    const kept = await sql(database.url, 'SELECT reason FROM ai_feedback WHERE message_id = $1', [messageId])
    return kept.length === 1
  })
})

test('approved while the assistant is away, it arrives once when it is back', async () => {
  const { port } = new URL(assistant.url)
  const other = await proposed('Which oil does the pump need?', 'SAE 15W-40 from the blue can.')
  await assistant.close()
  await petros('answer-approve', other)
  await eventually(async () => {
    const tried = "SELECT attempts FROM outbox WHERE destination = 'verified-answer' AND key = $1"
    return ((await home.query<{ attempts: number }>(tried, [`V-${other}`]))[0]?.attempts ?? 0) > 0
  })
  assistant = await startRealAssistant(port)
  bot.clock.wind(60_000)
  await arrived(other, 'approved')
  expect((await asked('What oil goes into the pump?')).text).toContain('from the blue can')
  const sent = "SELECT version, status FROM outbox WHERE destination = 'verified-answer' AND key = $1"
  await eventually(
    async () => (await home.query<{ status: string }>(sent, [`V-${other}`]))[0]?.status === 'done',
  )
  expect(await home.query(sent, [`V-${other}`])).toHaveLength(1)
})

test('a backup that is restored without them gets them again', async () => {
  await sql(database.url, 'DELETE FROM ai_verified_answers')
  expect((await asked(ownWords)).text).toContain('Quoted from the manual')
  const db = openOpsDb(home.database.url)
  await mirroredRecords(db, bot.clock).sendAgain()
  await db.$disconnect()
  await arrived(id, 'approved')
  expect((await asked(ownWords)).text).toContain('Verified answer by Anna Placeholder')
})

test('retired, it is given no more', async () => {
  await petros('answer-retire', id)
  await arrived(id, 'retired')
  expect((await asked(ownWords)).text).toContain('Quoted from the manual')
})

test('after its date it is given no more', async () => {
  const dated = await proposed('How often must the pump oil be changed?', 'Every 600 hours, on a Monday.')
  await petros('answer-approve', dated)
  await arrived(dated, 'approved')
  const question = 'What is the interval for changing the oil of the pump?'
  bot.clock.wind(179 * dayMs)
  expect((await asked(question)).text).toContain('on a Monday')
  bot.clock.wind(2 * dayMs)
  expect((await asked(question)).text).not.toContain('on a Monday')
})

test('after its document is deleted and another file came in its place, it is given no more', async () => {
  const standing = await proposed('How long is the tether?', '120 m, and the spare one too.')
  await petros('answer-approve', standing)
  await arrived(standing, 'approved')
  expect((await asked('What is the length of the tether?')).text).toContain('the spare one too')
  const kim = { subject: 'kim', roles: ['staff' as const, 'knowledge-keeper' as const] }
  const token = await tokenSigner(home.environment['TOKEN_PRIVATE_KEY'] ?? '')(kim, 'assistant')
  const [document] = await sql<{ document_id: string }>(
    database.url,
    'SELECT document_id FROM knowledge_documents',
  )
  const deleted = await fetch(assistant.url + assistantPaths.document(document?.document_id ?? ''), {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  })
  expect(deleted.status).toBe(204)
  expect((await asked('What is the length of the tether?')).text).not.toContain('the spare one too')
  const manual = sampleManual('v4.0.en')
  await addManuals(database.url, [{ ...manual, pdf: Buffer.concat([manual.pdf, Buffer.from('\n')]) }])
  const { text } = await asked('What is the length of the tether?')
  expect(text).toContain('120 m')
  expect(text).not.toContain('the spare one too')
})
