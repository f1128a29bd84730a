import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import {
  type BotHome,
  botHome,
  buttonIn,
  errorsIn,
  startTestBot,
  type TestBot,
  visit,
} from '../harness/bot.ts'

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
  await assistant.stop().catch(() => undefined)
  expect(errorsIn(bot)).toEqual([])
})

const minutes = (count: number) => count * 60_000
/** Longer than the bot tries in silence. */
const aMoment = 5_000
const chats = () => assistant.calls.filter(({ path }) => path === '/api/ai/chat')

test('a question asked while the assistant is down says why it waits and is answered when it is back', async () => {
  await assistant.stop()
  const maria = visit(bot)
  const key = await maria.say('How do I start it?')
  bot.clock.wind(aMoment)
  const waiting = await maria.reply(key, ({ headline }) => headline?.startsWith('WAITING') === true)
  expect(waiting.text).toBe(
    "WAITING · The service is restarting\nThe service is restarting. I'll answer here when it is back; I try for 10 minutes.",
  )
  await assistant.start()
  const { text } = await maria.reply(
    key,
    ({ headline }, { state }) => headline === undefined && state === 'final',
  )
  expect(text).toContain('Turn the main switch to ON. [1]')
  expect(await maria.transcript()).toHaveLength(2)
})

test('a short restart is not even mentioned', async () => {
  await assistant.stop()
  const maria = visit(bot)
  const key = await maria.say('How do I start it?')
  await maria.reply(key, (_, { state }) => state === 'streaming')
  await assistant.start()
  const { entry } = await maria.reply(key)
  expect(JSON.stringify(entry.body)).toContain('Turn the main switch')
})

test('a stream that is cut, or ends without an answer, is asked for again under the same key', async () => {
  assistant.plan({ pieces: ['Turn'], end: 'cut' }, { pieces: ['Turn the'], end: 'silence' })
  const maria = visit(bot)
  const { text } = await maria.reply(await maria.say('How do I start it?'))
  expect(text).toContain('Turn the main switch to ON. [1]')
  expect(chats()).toHaveLength(3)
  expect(new Set(chats().map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
})

test('an assistant without its database makes the question wait, and the card tells the reason', async () => {
  const away = {
    end: {
      status: 503,
      error: { code: 'database_down', message: "The assistant's database cannot be reached." },
    },
  }
  assistant.plan(...Array.from({ length: 40 }, () => away))
  const maria = visit(bot)
  const key = await maria.say('How do I start it?')
  bot.clock.wind(aMoment)
  const { text } = await maria.reply(key, ({ headline }) => headline?.startsWith('WAITING') === true)
  expect(text).toContain("The assistant's database cannot be reached.")
})

test('after ten minutes the question is closed with a reason, and can be asked again', async () => {
  await assistant.stop()
  const maria = visit(bot)
  const key = await maria.say('How do I start it?')
  bot.clock.wind(aMoment)
  await maria.reply(key, ({ headline }) => headline?.startsWith('WAITING') === true)
  bot.clock.wind(minutes(10))
  const { text, entry, card } = await maria.reply(key, ({ headline }) => headline?.startsWith('NOT') === true)
  expect(text).toContain('has not answered for 10 minutes')
  expect(buttonIn(card, 'get-a-person')).toBeDefined()
  await assistant.start()
  await maria.click(entry, 'try-again')
  const again = await maria.reply(
    key,
    ({ headline }, { state }) => headline === undefined && state === 'final',
  )
  expect(again.text).toContain('Turn the main switch to ON. [1]')
})

test('/status works while the assistant is down', async () => {
  await assistant.stop()
  const maria = visit(bot)
  const { text } = await maria.reply(await maria.say('/status'))
  expect(text).toMatch(
    /^DOWN · AI Assistant[\s\S]*Chat: works\nAssistant: does not respond\n[\s\S]*answered when it is back/,
  )
})
