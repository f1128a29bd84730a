import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { tokenVerifier } from '../../src/tokens.ts'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { type BotHome, botHome, errorsIn, startTestBot, type TestBot, visit } from '../harness/bot.ts'

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
beforeEach(() => void assistant.calls.splice(0))
afterEach(() => expect(errorsIn(bot)).toEqual([]))

const chats = () => assistant.calls.filter(({ path }) => path === '/api/ai/chat')

test('a question is answered with its sources, its origin and what can be done next', async () => {
  const maria = visit(bot)
  const key = await maria.say('How do I start it?', { machineModel: 'V4.0' })
  const { text, entry } = await maria.reply(key)
  expect(entry.state).toBe('final')
  expect(text.split('\n')).toEqual([
    'Turn the main switch to ON. [1]',
    '[1] V4.0 Start-up, page 12',
    'V4.0 · Quoted from the manual',
    '[Get a person] [Search all models]',
  ])
})

test('the assistant is asked in the name of the person, under the id of the message', async () => {
  const nikos = visit(bot, 'nikos')
  const key = await nikos.say('What torque do the bolts need?', { machineModel: 'V3.1B' })
  await nikos.reply(key)
  const [call] = chats()
  expect(call?.headers['idempotency-key']).toBe(`web:${key}`)
  expect(JSON.parse(call?.body ?? '')).toEqual({
    message: 'What torque do the bolts need?',
    machine_model: 'V3.1B',
    session_id: `web:${nikos.conversation}`,
  })
  const token = call?.headers.authorization?.replace('Bearer ', '') ?? ''
  const caller = await tokenVerifier(bot.publicKey, 'assistant')(token)
  expect(caller).toEqual({ subject: 'nikos', roles: ['staff', 'on-call'] })
  const accepted = bot.log.find(({ message }) => message === key)
  expect(accepted).toMatchObject({ person: 'nikos', unverified: true })
  expect(call?.headers['x-request-id']).toBe(accepted?.['request_id'])
})

test('while the answer is written the card says what is going on and grows', async () => {
  let release = () => {}
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  assistant.plan({ until })
  const maria = visit(bot)
  const key = await maria.say('How do I start it?', { machineModel: 'V4.0' })
  const { text } = await maria.reply(key, (_, entry) => entry.state === 'streaming')
  expect(text).toBe('Searching V4.0 manuals…')
  release()
  await maria.reply(key)
})

test('one message sent 100 times at once is one message and one answer', async () => {
  const maria = visit(bot)
  const key = crypto.randomUUID()
  await Promise.all(Array.from({ length: 100 }, () => maria.say('Only once, please', { key })))
  await maria.reply(key)
  expect((await maria.transcript()).map(({ author }) => author)).toEqual(['person', 'bot'])
  expect(chats()).toHaveLength(1)
})

test('the questions of a conversation are answered in their order, those of another do not wait', async () => {
  let release = () => {}
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  assistant.plan({ until, pieces: ['first'] })
  const [maria, nikos] = [visit(bot), visit(bot, 'nikos')]
  const first = await maria.say('first question')
  await maria.reply(first, (_, entry) => entry.state === 'streaming')
  const second = await maria.say('second question')
  await nikos.reply(await nikos.say('another conversation'))
  expect(chats().map(({ body }) => JSON.parse(body).message)).toEqual([
    'first question',
    'another conversation',
  ])
  release()
  await maria.reply(second)
  const asked = chats().map(({ body }) => JSON.parse(body).message)
  expect(asked).toEqual(['first question', 'another conversation', 'second question'])
})

test('a command does not wait for the question before it', async () => {
  let release = () => {}
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  assistant.plan({ until })
  const maria = visit(bot)
  const question = await maria.say('A long question')
  const { text } = await maria.reply(await maria.say('/help'))
  expect(text).toMatch(/^Help/)
  release()
  await maria.reply(question)
})

test('nothing found: the card says so, names the nearest page, and offers a person and all models', async () => {
  assistant.plan({
    pieces: ["I can't find this in the manuals. I won't guess the torque."],
    answer: {
      mode: 'none',
      citations: [],
      nearest: {
        document_id: '11111111-1111-4111-8111-111111111111',
        title: 'V4.0 Start-up',
        page: 12,
        page_end: 12,
        heading: 'Power',
        quote: 'Turn the switch.',
        url: 'http://localhost:3000/documents/x?page=12',
      },
    },
  })
  const maria = visit(bot)
  const { text } = await maria.reply(await maria.say('What torque?', { machineModel: 'V4.0' }))
  expect(text.split('\n')).toEqual([
    "I can't find this in the manuals. I won't guess the torque.",
    'Nearest: V4.0 Start-up, page 12: Power (http://localhost:3000/documents/x?page=12)',
    'V4.0',
    '[Get a person] [Search all models]',
  ])
})

test('warnings of the manual stand with the answer; a model that wrote it is named as AI', async () => {
  assistant.plan({
    answer: {
      mode: 'model',
      model: 'gpt-4o',
      warnings: [{ text: 'Disconnect power first.', citation: 1 }],
    },
  })
  const maria = visit(bot)
  const { text } = await maria.reply(await maria.say('How do I change the blade?'))
  expect(text).toContain('Warning from the manual: Disconnect power first. [1]')
  expect(text).toContain('All models · Written by AI from the manuals')
})

test('an answer that stopped early says so and can be tried again, in the same card', async () => {
  assistant.plan({ pieces: ['Half of'], answer: { stopped_early: true } })
  const maria = visit(bot)
  const key = await maria.say('How do I start it?')
  const { text, entry } = await maria.reply(key)
  expect(text).toMatch(/Half of[\s\S]*The answer stopped early\.\n\[Try again\] \[Get a person\]/)
  await maria.click(entry, 'try-again')
  const again = await maria.reply(key, (card) => !JSON.stringify(card).includes('stopped early'))
  expect(again.entry.id).toBe(entry.id)
  await maria.reply(key)
  expect((await maria.transcript()).length).toBe(2)
  expect(new Set(chats().map(({ headers }) => headers['idempotency-key'])).size).toBe(2)
})

test('what the assistant refuses becomes a card with the reason and what to do', async () => {
  assistant.plan({
    end: {
      status: 429,
      error: {
        code: 'too_many_questions',
        message: 'That was question 61 within a minute.',
        action: 'Ask again in 9 s.',
      },
    },
  })
  const maria = visit(bot)
  const { text } = await maria.reply(await maria.say('Once more'))
  expect(text).toBe(
    'NOT ANSWERED\nThat was question 61 within a minute. Ask again in 9 s.\n[Try again] [Get a person]',
  )
})

test('/ask is the same as asking without a command; without a question it says what is missing', async () => {
  const maria = visit(bot)
  await maria.reply(await maria.say('/ai ask How do I start it?'))
  expect(JSON.parse(chats()[0]?.body ?? '').message).toBe('How do I start it?')
  const { text } = await maria.reply(await maria.say('/ask'))
  expect(text).toMatch(/^There is no question after \/ai ask\./)
})

test('markup, SQL and Greek are kept and shown as they were written', async () => {
  const hostile = `<script>alert(1)</script> '; DROP TABLE inbox; -- Πώς ξεκινά; \u202e`
  const maria = visit(bot)
  const key = await maria.say(hostile)
  await maria.reply(key)
  const [message] = await maria.transcript()
  expect(message?.body).toEqual({ text: hostile })
  expect(JSON.parse(chats()[0]?.body ?? '').message).toBe(hostile)
})
