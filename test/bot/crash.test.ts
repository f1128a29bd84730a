import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { type BotHome, botHome, startTestBot, type TestBot, visit } from '../harness/bot.ts'
import { startBotProcess } from '../harness/bot-process.ts'
import { eventually } from '../harness/eventually.ts'

let assistant: FakeAssistant
let home: BotHome
const bots: { close(): Promise<void> }[] = []

beforeEach(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
})
afterEach(async () => {
  for (const bot of bots.splice(0)) await bot.close()
  await home.remove()
  await assistant.stop()
})

const never = new Promise(() => {})
const chats = () => assistant.calls.filter(({ path }) => path === '/api/ai/chat')

async function start(): Promise<TestBot> {
  const bot = await startTestBot(home)
  bots.push(bot)
  return bot
}

test('a bot that is killed while it answers: the next start takes over at once and answers once, in the same post', async () => {
  assistant.plan({ until: never })
  const doomed = await startBotProcess(home)
  const before = visit(doomed)
  const key = await before.say('How do I start it?')
  await eventually(() => chats().length === 1)
  await doomed.kill()

  const revived = visit(await start(), 'maria', before.conversation)
  const { text } = await revived.reply(key, ({ blocks }) => blocks.some(({ kind }) => kind === 'feedback'))
  expect(text).toContain('Turn the main switch to ON. [1]')
  expect((await revived.transcript()).map(({ author }) => author)).toEqual(['person', 'bot'])
  expect(new Set(chats().map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  const deliveries = await home.query<{ status: string }>('SELECT status FROM inbox')
  expect(deliveries).toEqual([{ status: 'done' }])
}, 60_000)

test('what a bot accepted but had no time to begin is answered by another copy', async () => {
  const [first, second] = [await start(), await start()]
  const maria = visit(first)
  await maria.reply(await maria.say('one'))
  await first.close()
  bots.splice(0, 1)
  const key = await visit(second, 'maria', maria.conversation).say('two')
  await visit(second, 'maria', maria.conversation).reply(key)
})

test('a bot that is told to stop gives back what it was answering', async () => {
  assistant.plan({ until: never })
  const first = await start()
  const before = visit(first)
  const key = await before.say('How do I start it?')
  await eventually(() => chats().length === 1)
  await first.close()
  bots.splice(0, 1)
  const [row] = await home.query<{ status: string }>('SELECT status FROM inbox')
  expect(row).toEqual({ status: 'waiting' })

  const after = visit(await start(), 'maria', before.conversation)
  const { text } = await after.reply(key, ({ blocks }) => blocks.some(({ kind }) => kind === 'feedback'))
  expect(text).toContain('Turn the main switch')
})

test('two copies share the work: a hundred questions, each answered once', async () => {
  const [first, second] = [await start(), await start()]
  const visitors = Array.from({ length: 20 }, (_, index) => visit(index % 2 === 0 ? first : second))
  const asked = await Promise.all(
    visitors.flatMap((visitor) =>
      Array.from({ length: 5 }, async (_, index) => ({
        visitor,
        key: await visitor.say(`question ${index}`),
      })),
    ),
  )
  await eventually(
    async () => {
      const [left] = await home.query<{ count: string }>("SELECT count(*) FROM inbox WHERE status <> 'done'")
      return left?.count === '0'
    },
    { within: 30_000, every: 200 },
  )
  expect(chats()).toHaveLength(asked.length)
  for (const visitor of visitors) expect(await visitor.transcript()).toHaveLength(10)
}, 60_000)
