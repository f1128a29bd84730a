import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { notFound } from '../fakes/assistant.ts'
import { startTalk, type Talk } from '../harness/talk.ts'

let talk: Talk

beforeAll(async () => {
  talk = await startTalk()
})
afterAll(() => talk.close())
beforeEach(() => void talk.assistant.calls.splice(0))
afterEach(() => expect(talk.errors).toEqual([]))

const ask = (text: string) => talk.settle({ kind: 'message', text, machineModel: 'V4.0', mayCommand: true })
const edit = (of: string, text: string, n = 1) =>
  talk.settle({ kind: 'edit', of, text }, { key: `${of}:edited:${n}` })
const erase = (of: string) => talk.settle({ kind: 'deletion', of }, { key: `${of}:deleted` })
const reply = (key: string) => talk.words(`${key}:reply`)
const deleted = 'The question was deleted, and its answer with it.'

/** An answer that is held back until it is let go. */
function held() {
  let release = () => {}
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  talk.assistant.plan({ until })
  return release
}

test('a question that was changed is answered anew, in the same post, for the same machine', async () => {
  const key = await ask('What torque?')
  talk.assistant.plan({ pieces: ['Hold it for 3 s. [1]'] })
  await edit(key, 'How long do I hold the switch?')
  expect(reply(key)).toMatch(/^Hold it for 3 s\. \[1\]/)
  expect(talk.asked()).toMatchObject([
    { message: 'What torque?', key },
    { message: 'How long do I hold the switch?', machine_model: 'V4.0', key: `${key}:edited:1` },
  ])
})

test('what is pressed on the new answer is about the new words', async () => {
  const key = await ask('What torque?')
  await edit(key, 'How long do I hold the switch?')
  await talk.press(`${key}:reply`, 'search-all-models')
  expect(talk.asked().at(-1)).toMatchObject({ message: 'How long do I hold the switch?' })
  await talk.press(`${key}:reply`, 'get-a-person')
  expect(talk.words(`${key}:reply:case`)).toContain('“How long do I hold the switch?”')
})

test('changed while it is being answered, both are answered in their order and the new answer stands', async () => {
  const release = held()
  const key = await talk.send({ kind: 'message', text: 'What torque?' })
  await talk.until(() => talk.asked().length === 1)
  const changed = await talk.send({ kind: 'edit', of: key, text: 'How long?' }, { key: `${key}:edited:1` })
  talk.assistant.plan({ pieces: ['For 3 s. [1]'] })
  release()
  await talk.done(changed)
  expect(reply(key)).toMatch(/^For 3 s\. \[1\]/)
})

test.each([
  ['restart db', 'restart ai_assistant'],
  ['restart db', 'What torque do the bolts need?'],
  ['What torque do the bolts need?', 'restart db'],
])('“%s” changed to “%s” runs nothing, and says so to the one who changed it', async (before, after) => {
  const key = await talk.settle({ kind: 'message', text: before, mayCommand: true }, { by: 'nikos' })
  talk.assistant.calls.splice(0)
  const changed = `${key}:edited:1`
  await talk.settle({ kind: 'edit', of: key, text: after }, { key: changed, by: 'nikos' })
  expect(reply(changed)).toBe('Commands are not run again when edited. Send it as a new message.')
  expect(talk.platform.posts.get(`${changed}:reply`)?.reader).toBe('nikos')
  expect(await talk.house.store.byKey(changed)).toBeNull()
  expect(talk.asked()).toEqual([])
})

test('a message that nobody put to the bot stays so when it is changed; an answer to it is corrected', async () => {
  talk.assistant.plan(notFound)
  const key = await talk.settle({ kind: 'message', text: 'The shed?', unaddressed: true })
  talk.assistant.plan(notFound)
  await edit(key, 'The other shed?')
  expect(reply(key)).toBeUndefined()
  await edit(key, 'How do I start it?', 2)
  expect(reply(key)).toContain('Turn the main switch to ON. [1]')
  talk.assistant.plan(notFound)
  await edit(key, 'The third shed?', 3)
  expect(reply(key)).toContain("I can't find this in the manuals.")
})

test('a deleted question takes its answer with it, buttons and all', async () => {
  const key = await ask('What torque?')
  await erase(key)
  expect(reply(key)).toBe(deleted)
})

test('deleted by somebody who is not served any more, it goes all the same', async () => {
  const key = await ask('What torque?')
  talk.platform.guests.add('maria')
  await erase(key)
  talk.platform.guests.clear()
  expect(reply(key)).toBe(deleted)
})

test('deleted before its turn, a question is not asked at all', async () => {
  const release = held()
  const first = await talk.send({ kind: 'message', text: 'first' })
  await talk.until(() => talk.asked().length === 1)
  const second = await talk.send({ kind: 'message', text: 'second' })
  await erase(second)
  release()
  await talk.done(first)
  await talk.done(second)
  expect(talk.asked().map(({ message }) => message)).toEqual(['first'])
  expect(reply(second)).toBeUndefined()
})

test('deleted while it is being answered, its answer never stays', async () => {
  const release = held()
  const key = await talk.send({ kind: 'message', text: 'What torque?' })
  await talk.until(() => talk.asked().length === 1)
  await erase(key)
  expect(reply(key)).toBe(deleted)
  release()
  await talk.done(key)
  expect(reply(key)).toBe(deleted)
})

test('a deleted question is not answered when it was changed before, nor tried again by its buttons', async () => {
  talk.assistant.plan({ pieces: ['Half of'], answer: { stopped_early: true } })
  const key = await ask('What torque?')
  await erase(key)
  talk.assistant.calls.splice(0)
  await edit(key, 'How long?')
  const click = await talk.press(`${key}:reply`, 'try-again', { value: key })
  expect(reply(click)).toContain('This button is no longer in use.')
  expect(talk.asked()).toEqual([])
  expect(reply(key)).toBe(deleted)
})

test('a deleted command changes nothing of what it did', async () => {
  const key = await talk.settle({ kind: 'message', text: 'status', mayCommand: true })
  const before = reply(key)
  await erase(key)
  expect(reply(key)).toBe(before)
})
