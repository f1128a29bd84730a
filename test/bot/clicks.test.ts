import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import {
  type BotHome,
  botHome,
  buttonIn,
  cardIn,
  errorsIn,
  startTestBot,
  type TestBot,
  type Visitor,
  visit,
  wordsOf,
} from '../harness/bot.ts'
import { eventually } from '../harness/eventually.ts'

let assistant: FakeAssistant
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
  bot = await startTestBot(home)
})
afterAll(async () => {
  await bot.close()
  await home.remove()
  await assistant.stop()
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

async function answered(visitor: Visitor, machineModel?: string) {
  const key = await visitor.say(
    'What torque do the bolts need?',
    machineModel === undefined ? {} : { machineModel },
  )
  const shown = await visitor.reply(key)
  const feedback = shown.card.blocks.find((block) => block.kind === 'feedback')
  return { key, ...shown, messageId: feedback?.kind === 'feedback' ? feedback.messageId : '' }
}

const put = (path: RegExp) =>
  eventually(() => assistant.calls.find((call) => call.method === 'PUT' && path.test(call.path)))

/** What the bot said since, apart from entries that were there. */
async function news(visitor: Visitor, before: number): Promise<string> {
  const entries = await eventually(async () => {
    const all = await visitor.transcript()
    return all.length > before && all
  })
  return entries
    .slice(before)
    .map((entry) => wordsOf(cardIn(entry)))
    .join('\n')
}

test('thumbs: the card shows the rating, the assistant receives it, and a change of mind counts', async () => {
  const maria = visit(bot)
  const { entry, key, messageId } = await answered(maria)
  await maria.click(entry, 'feedback', JSON.stringify({ messageId, rating: 'up' }))
  await maria.reply(key, (card) => JSON.stringify(card).includes('"rating":"up"'))
  await maria.click(entry, 'feedback', JSON.stringify({ messageId, rating: 'down', reason: 'Wrong page' }))
  await maria.reply(key, (card) => JSON.stringify(card).includes('"rating":"down"'))
  const rows = await home.query('SELECT rating, reason, version FROM feedback WHERE message_id = $1', [
    messageId,
  ])
  expect(rows).toEqual([{ rating: 'down', reason: 'Wrong page', version: 2 }])
  const sent = await eventually(() =>
    assistant.calls
      .filter(({ path }) => path === `/api/ai/messages/${messageId}/feedback`)
      .map(({ body }) => JSON.parse(body))
      .find(({ version }) => version === 2),
  )
  expect(sent).toEqual({ version: 2, subject: 'maria', rating: 'down', reason: 'Wrong page' })
})

test('get a person: one case however often it is pressed, told honestly, and mirrored to the assistant', async () => {
  const maria = visit(bot)
  const { entry, key } = await answered(maria, 'V4.0')
  await Promise.all(Array.from({ length: 5 }, () => maria.click(entry, 'get-a-person')))
  const { text } = await maria.shown(`${entry.id}:case`)
  const rows = await home.query<{ number: number; question: string }>(
    'SELECT * FROM cases WHERE thread = $1',
    [maria.conversation],
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({
    question: 'What torque do the bolts need?',
    machine_model: 'V4.0',
    opened_by: 'maria',
    status: 'open',
  })
  const name = `C-${rows[0]?.number}`
  expect(text.split('\n')).toEqual([
    `OPEN · ${name} · Your question is with the on-call engineer`,
    '“What torque do the bolts need?”',
    'On call: Nikos Example',
    'Second: Anna Placeholder',
    `Everything about it (/cases/${name.slice(2)})`,
    'They see it in /ai cases. Nobody has been called yet. If it cannot wait, write to nikos@autoboss.example or anna@autoboss.example.',
    '[Say how urgent it is…] [Write to them…] [I need nobody any more]',
  ])
  const sent = await put(new RegExp(`/api/ai/escalations/${name}$`))
  expect(JSON.parse(sent.body)).toMatchObject({
    version: 1,
    session_id: `web:${maria.conversation}`,
    status: 'open',
    summary: 'What torque do the bolts need?',
  })
  const { card } = await maria.reply(key, (now) => buttonIn(now, 'get-a-person') === undefined)
  expect(buttonIn(card, 'search-all-models')).toBeDefined()
})

test('search all models: the same question without the model, answered in a new card, the button goes', async () => {
  const maria = visit(bot)
  const { entry, key } = await answered(maria, 'V4.0')
  assistant.calls.splice(0)
  await maria.click(entry, 'search-all-models')
  const { card } = await maria.reply(key, (now) => buttonIn(now, 'search-all-models') === undefined)
  expect(buttonIn(card, 'get-a-person')).toBeDefined()
  expect(await news(maria, 2)).toBeTruthy()
  const call = await eventually(() => assistant.calls.find(({ path }) => path === '/api/ai/chat'))
  expect(JSON.parse(call.body)).toEqual({
    message: 'What torque do the bolts need?',
    language: 'el',
    session_id: `web:${maria.conversation}:all-models`,
  })
})

test.each([
  ['a button that the card does not have', 'try-again', ''],
  ['an action that there is not', 'delete-everything', 'now'],
  ['a value that the button does not have', 'get-a-person', 'web:somebody-else'],
  ['a rating of another message', 'feedback', JSON.stringify({ messageId: 'other', rating: 'up' })],
  ['a rating that is no JSON', 'feedback', '{'],
])('%s gets a reason and nothing else', async (_, action, value) => {
  const maria = visit(bot)
  const { entry } = await answered(maria)
  expect((await maria.click(entry, action, value)).status).toBe(202)
  expect(await news(maria, 2)).toBe(
    'This button is no longer in use. Look at the newest message of the conversation.',
  )
})

test("a button of somebody else's conversation is not found", async () => {
  const maria = visit(bot)
  const { entry } = await answered(maria)
  const nikos = visit(bot, 'nikos', maria.conversation)
  expect((await nikos.click(entry, 'get-a-person')).status).toBe(404)
  expect(await home.query('SELECT 1 FROM cases WHERE thread = $1', [maria.conversation])).toEqual([])
})

test('a click that was sent twice is one click', async () => {
  const maria = visit(bot)
  const { entry, messageId } = await answered(maria)
  const click = {
    key: crypto.randomUUID(),
    entryId: entry.id,
    action: 'feedback',
    value: JSON.stringify({ messageId, rating: 'up' }),
  }
  const path = `/api/conversations/${maria.conversation}/clicks`
  await Promise.all(Array.from({ length: 10 }, () => maria.call('POST', path, click)))
  await eventually(
    async () => (await home.query('SELECT 1 FROM feedback WHERE message_id = $1', [messageId])).length,
  )
  expect(await home.query('SELECT version FROM feedback WHERE message_id = $1', [messageId])).toEqual([
    { version: 1 },
  ])
})
