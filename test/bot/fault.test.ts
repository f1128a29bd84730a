import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { type BotHome, botHome, startTestBot, type TestBot, visit } from '../harness/bot.ts'
import { eventually } from '../harness/eventually.ts'

let assistant: FakeAssistant
let home: BotHome
let bot: TestBot

beforeEach(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
  bot = await startTestBot(home)
})
afterEach(async () => {
  await bot.close()
  await home.remove()
  await assistant.stop()
})

const healthy = ({ blocks }: { blocks: { kind: string }[] }) => blocks.some(({ kind }) => kind === 'feedback')

test('a fault in the program: it is tried again, then the person hears of it, with the id that the log has', async () => {
  const nonsense = { answer: { citations: 'none' as unknown as [] } }
  assistant.plan(nonsense, nonsense, nonsense, nonsense)
  const maria = visit(bot)
  const key = await maria.say('How do I start it?')
  for (let tries = 1; tries < 4; tries += 1) {
    await eventually(() => bot.log.filter(({ msg }) => msg === 'handling a delivery failed').length === tries)
    bot.clock.wind(20_000)
  }
  const { text, card } = await maria.reply(key, ({ headline }) => headline?.startsWith('FAILED') === true)
  const requestId = bot.log.find(({ message }) => message === key)?.['request_id']
  expect(JSON.stringify(card)).toContain(`Request ${requestId}`)
  expect(text).not.toMatch(/Zod|expected|stack/)
  expect(bot.log.find(({ msg }) => msg === 'gave a delivery up')?.['request_id']).toBe(requestId)
})

test('whoever has left people.yml meanwhile is told so', async () => {
  const maria = visit(bot)
  await maria.reply(await maria.say('/help'))
  await home.query(
    `INSERT INTO inbox (delivery_key, platform, thread, kind, person_id, request_id, payload, due_at, received_at)
     VALUES ('web:ghost', 'web', $1, 'other', 'ghost', 'r', '{"kind":"message","text":"/status"}', now(), now())`,
    [maria.conversation],
  )
  const { text } = await maria.reply('ghost')
  expect(text).toMatch(/^You are not in the list of people who may use this\./)
})

test('while the ops database is away the bot says so; what comes after is handled as ever', async () => {
  const maria = visit(bot)
  await maria.reply(await maria.say('/help'))
  await home.database.pause()
  const message = { key: crypto.randomUUID(), text: 'Anybody there?' }
  const refused = await maria.call('POST', `/api/conversations/${maria.conversation}/messages`, message)
  expect([refused.status, ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([
    503,
    'database_down',
  ])
  expect((await fetch(`${bot.url}/health`)).status).toBe(503)
  await eventually(() => bot.log.some(({ msg }) => String(msg).startsWith('the database cannot be reached')))
  await home.database.resume()
  await eventually(async () => (await fetch(`${bot.url}/health`)).status === 200)
  await maria.reply(await maria.say('Anybody there?', { key: message.key }), healthy)
  expect(await maria.transcript()).toHaveLength(4)
})
