import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Entry } from '../../../src/bot/web/api.ts'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome, readEvents, startTestBot, type TestBot, visit } from '../../harness/bot.ts'

let assistant: FakeAssistant
let home: BotHome
let bot: TestBot
let copy: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
  bot = await startTestBot(home)
  copy = await startTestBot(home)
})
afterAll(async () => {
  await bot.close()
  await copy.close()
  await home.remove()
  await assistant.stop()
})

/** Reads events until one that is the last. */
async function readUntil(
  events: ReturnType<typeof readEvents>,
  isLast: (event: { event: string; data?: Entry }) => boolean,
) {
  const seen: { event: string; id?: string; data?: Entry }[] = []
  for await (const event of events) {
    seen.push(event)
    if (isLast(event)) return seen
  }
  throw new Error('the stream ended')
}

test('what happens in a conversation reaches a page that is connected to another copy', async () => {
  const maria = visit(bot)
  const key = await maria.say('first')
  await maria.reply(key)
  const events = readEvents(copy, 'maria', maria.conversation)
  const second = crypto.randomUUID()
  let isSaid = false
  const seen = await readUntil(events, ({ event, data }) => {
    if (event === 'ready' && !isSaid) {
      isSaid = true
      void maria.say('second', { key: second })
    }
    return data?.id === `web:${second}:reply` && data.state === 'final'
  })
  const versions = seen.flatMap(({ data }) => data?.version ?? [])
  expect(versions).toEqual([...versions].sort((a, b) => a - b))
  expect(
    seen.filter(({ event }) => event === 'entry').every(({ id, data }) => id === String(data?.version)),
  ).toBe(true)
})

test('a stream is taken up again behind what was seen, by its query or by its last event', async () => {
  const maria = visit(bot)
  await maria.reply(await maria.say('/help'))
  await maria.reply(await maria.say('/contacts'))
  const all = await readUntil(readEvents(bot, 'maria', maria.conversation), ({ event }) => event === 'ready')
  expect(all.map(({ event }) => event)).toEqual(['entry', 'entry', 'entry', 'entry', 'ready'])
  const seen = all[1]?.data?.version ?? 0
  const idsAfter = async (query: string, headers: Record<string, string> = {}) =>
    (
      await readUntil(
        readEvents(bot, 'maria', maria.conversation, { query, headers }),
        ({ event }) => event === 'ready',
      )
    ).flatMap(({ data }) => data?.id ?? [])
  const rest = all.slice(2).flatMap(({ data }) => data?.id ?? [])
  expect(await idsAfter(`?after=${seen}`)).toEqual(rest)
  expect(await idsAfter('?after=0', { 'last-event-id': String(seen) })).toEqual(rest)
})

test('a lost connection to the database is mended; the stream goes on', async () => {
  const maria = visit(bot)
  await maria.reply(await maria.say('/help'))
  const second = crypto.randomUUID()
  let isSaid = false
  await readUntil(readEvents(bot, 'maria', maria.conversation), ({ event, data }) => {
    if (event === 'ready' && !isSaid) {
      isSaid = true
      void home
        .query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()",
        )
        .then(() => maria.say('/status', { key: second }))
    }
    return data?.id === `web:${second}:reply`
  })
})

test.each([
  ['a conversation that is not there', `/api/conversations/${crypto.randomUUID()}/events`, 404],
  ['an id that is none', '/api/conversations/1/events', 400],
  ['a version that is none', `/api/conversations/${crypto.randomUUID()}/events?after=x`, 400],
])('%s is refused', async (_, path, status) => {
  expect((await visit(bot).call('GET', path)).status).toBe(status)
})
