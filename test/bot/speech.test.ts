import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { notFound } from '../fakes/assistant.ts'
import { startTalk, type Talk } from '../harness/talk.ts'

let talk: Talk

beforeAll(async () => {
  talk = await startTalk()
})
afterAll(() => talk.close())
beforeEach(() => {
  talk.assistant.calls.splice(0)
  talk.counted.splice(0)
})
afterEach(() => expect(talk.errors).toEqual([]))

const say = (text: string, by = 'maria', thread = 'town') =>
  talk.settle({ kind: 'message', text, mayCommand: true }, { by, thread })
const overhear = (text: string, key?: string) =>
  talk.settle({ kind: 'message', text, unaddressed: true }, key === undefined ? {} : { key })
const reply = (key: string) => talk.words(`${key}:reply`)

test('words that are exactly a command run it: a plan is made, and nothing is asked of the manuals', async () => {
  const key = await say('restart db', 'nikos')
  expect(await talk.house.store.byKey(key)).toMatchObject({
    plan: { procedure: 'restart', parameters: { service: 'db' } },
  })
  expect(talk.asked()).toEqual([])
})

test('words that may be a command or a question offer both; the press decides', async () => {
  const key = await say('start V4.0', 'nikos')
  expect(reply(key)).toBe('Which did you mean?\n[Ask as a question] [Start the service…]')
  expect(talk.platform.posts.get(`${key}:reply`)?.reader).toBe('nikos')
  const pressed = await talk.press(`${key}:reply`, 'ask-as-question', { by: 'nikos' })
  expect(talk.asked()).toMatchObject([{ message: 'start V4.0', key: pressed }])
  const other = await talk.press(`${key}:reply`, 'run-command', { by: 'nikos' })
  expect(await talk.house.store.byKey(other)).toMatchObject({ plan: { procedure: 'start' } })
})

test('whoever may not use the command can only have meant the question', async () => {
  await say('start V4.0', 'maria')
  expect(talk.asked()).toMatchObject([{ message: 'start V4.0' }])
})

test('a word that merely resembles a command is never run; pressed, it runs without the word itself', async () => {
  const key = await say('restrat', 'nikos')
  expect(reply(key)).toMatch(/^No command “restrat”\. Did you mean:\n\[Restart the service…\]/)
  expect(await talk.house.store.byKey(key)).toBeNull()
  const pressed = await talk.press(`${key}:reply`, 'run-command', { by: 'nikos' })
  expect(await talk.house.store.byKey(pressed)).toMatchObject({
    plan: { procedure: 'restart', parameters: { service: 'ai_assistant' } },
  })
})

test('a restart by somebody who may not is refused, and can be handed to a person in these words', async () => {
  const key = await say('restart')
  expect(reply(key)).toBe('Restart needs the on-call role. On duty: Nikos Example.\n[Ask them]')
  await talk.press(`${key}:reply`, 'get-a-person')
  expect(talk.words(`${key}:reply:case`)).toContain('“Asks for: restart”')
})

test('unasked, an answer that the manuals hold is posted at once, without a word before it', async () => {
  const key = await overhear('How do I start it?')
  expect(talk.platform.posts.get(`${key}:reply`)?.shown).toEqual([
    expect.stringMatching(/^Turn the main switch to ON\. \[1\]/),
  ])
})

test('unasked, nothing is said where the manuals hold nothing, the assistant refuses, or a command stands', async () => {
  const refusal = { end: { status: 422, error: { code: 'no', message: 'No.' } } }
  talk.assistant.plan(notFound, refusal)
  const keys = [await overhear('Who has the key to the shed?'), await overhear('And now?')]
  for (const key of keys) expect(reply(key)).toBeUndefined()
  expect(talk.asked()).toHaveLength(2)
})

test('unasked, what is said counts for nobody, nor does its edit', async () => {
  const key = await overhear('How do I start it?')
  await talk.settle({ kind: 'edit', of: key, text: 'How do I stop it?' })
  expect(talk.counted).toEqual([])
})

test('in a thread that the bot is in, strangers talk without being refused line by line', async () => {
  talk.platform.guests.add('kim')
  const said = await talk.settle({ kind: 'message', text: 'Thanks', overheard: true }, { by: 'kim' })
  const file = { id: 'F1', name: 'a.pdf', type: 'application/pdf', size: 1 }
  const sent = await talk.settle({ kind: 'files', files: [file], overheard: true }, { by: 'kim' })
  const edited = await talk.settle({ kind: 'edit', of: said, text: 'Thank you' }, { by: 'kim' })
  for (const key of [said, sent, edited]) expect(reply(key)).toBeUndefined()
  talk.platform.guests.clear()
  talk.waits.push(20)
  const late = await talk.settle({ kind: 'message', text: 'And then?', overheard: true })
  expect(reply(late)).toMatch(/^That was a lot at once/)
})

test('unasked, strangers and faults are passed over in silence; elsewhere a fault is told', async () => {
  const key = await talk.settle({ kind: 'message', text: 'Hm', unaddressed: true }, { by: '' })
  const delivery = await talk.inbox.find(key)
  if (delivery === null) throw new Error('not kept')
  await talk.dispatch.giveUp(delivery)
  expect(reply(key)).toBeUndefined()
  await talk.dispatch.giveUp({ ...delivery, inbound: { kind: 'message', text: 'Hm' } })
  expect(reply(key)).toMatch(/^FAILED · Something went wrong/)
})

test('somebody who is not served hears why: alone where it is known who it is', async () => {
  talk.platform.guests.add('kim')
  const key = await say('How do I start it?', 'kim')
  expect(reply(key)).toBe(
    'You are not in the list of people who may use this. Ask an administrator to add you to people.yml.',
  )
  expect(talk.platform.posts.get(`${key}:reply`)?.reader).toBe('kim')
  talk.platform.guests.clear()
  const nobody = await say('How do I start it?', '')
  expect(talk.platform.posts.get(`${nobody}:reply`)?.reader).toBeNull()
  expect(talk.asked()).toEqual([])
})

test('too much at once is told kindly; of presses, only those that ask count', async () => {
  talk.waits.push(12)
  const key = await say('How do I start it?')
  expect(reply(key)).toBe('That was a lot at once. Ask again in 12 s; nothing before it is lost.')
  expect(talk.asked()).toEqual([])
  const answered = await say('How do I start it?')
  await talk.press(`${answered}:reply`, 'get-a-person')
  expect(talk.counted).toEqual(['maria in town', 'maria in town'])
  talk.waits.push(12)
  const again = await talk.press(`${answered}:reply`, 'try-again')
  expect(reply(again)).toMatch(/^That was a lot at once/)
  expect(talk.counted).toHaveLength(3)
})

test('a question that waits for the service is counted once', async () => {
  await talk.assistant.stop()
  const key = await talk.send({ kind: 'message', text: 'How do I start it?' })
  talk.house.clock.wind(6_000)
  await talk.until(() => reply(key)?.startsWith('WAITING') === true)
  await talk.assistant.start()
  await talk.done(key)
  expect(reply(key)).toContain('Turn the main switch to ON. [1]')
  expect(talk.counted).toEqual(['maria in town'])
})

test('an asker who has set a language is answered in it where the question does not tell one', async () => {
  await say('E-104', 'maria')
  await say('E-104', 'nikos')
  expect(talk.asked().map(({ language }) => language)).toEqual(['el', undefined])
})
