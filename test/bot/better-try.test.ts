import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startTalk, type Talk } from '../harness/talk.ts'

let talk: Talk

beforeAll(async () => {
  talk = await startTalk()
})
afterAll(() => talk.close())
beforeEach(() => void talk.assistant.calls.splice(0))
afterEach(() => expect(talk.errors).toEqual([]))

const ask = (text: string, thread = 'town') => talk.settle({ kind: 'message', text }, { thread })

async function rate(key: string, rating: 'up' | 'down', reason?: string) {
  const thumbs = talk.card(`${key}:reply`).blocks.find((block) => block.kind === 'feedback')
  const messageId = thumbs?.kind === 'feedback' ? thumbs.messageId : ''
  const value = JSON.stringify({ messageId, rating, ...(reason && { reason }) })
  return await talk.press(`${key}:reply`, 'feedback', { value })
}
const buttons = (key: string) => talk.words(`${key}:reply`)?.split('\n').at(-1)

test('a thumb down with a reason offers a better try; alone, or up, it does not', async () => {
  const key = await ask('What torque do the bolts need?')
  await rate(key, 'down')
  expect(buttons(key)).toBe('[Get a person]')
  await rate(key, 'down', 'I mean the blade')
  expect(buttons(key)).toBe('[Try again with that] [Get a person]')
  await rate(key, 'down', 'I mean the lower blade')
  expect(buttons(key)).toBe('[Try again with that] [Get a person]')
  await rate(key, 'up')
  expect(buttons(key)).toBe('[Get a person]')
})

test('the better try asks with what was wrong, in a new reply; the old one stays', async () => {
  const key = await ask('Ποια ροπή χρειάζονται οι βίδες;')
  await talk.press(`${key}:reply`, 'get-a-person')
  await rate(key, 'down', 'Εννοώ τη λεπίδα')
  const before = talk.words(`${key}:reply`)?.split('\n')[0]
  const press = await talk.press(`${key}:reply`, 'better-try')
  expect(talk.asked().at(-1)).toMatchObject({
    message: 'Ποια ροπή χρειάζονται οι βίδες;\nΕννοώ τη λεπίδα',
    key: press,
  })
  expect(talk.words(`${press}:reply`)).toContain('Turn the main switch to ON. [1]')
  expect(talk.words(`${key}:reply`)?.split('\n')[0]).toBe(before)
  expect(buttons(key)).not.toContain('Try again with that')
  await talk.press(`${press}:reply`, 'get-a-person')
  expect(talk.words(`${press}:reply:case`)).toContain('“Ποια ροπή χρειάζονται οι βίδες; Εννοώ τη λεπίδα”')
})

test('a long question leaves room for the remark', async () => {
  const key = await ask('Why? '.repeat(1_600).slice(0, 7_999))
  await rate(key, 'down', 'Because of the blade')
  await talk.press(`${key}:reply`, 'better-try')
  const { message } = talk.asked().at(-1) ?? { message: '' }
  expect(message.length).toBeLessThanOrEqual(8_000)
  expect(message).toMatch(/\nBecause of the blade$/)
})

test('an answer that only the asker sees can be shared, once, under the name of who shared it', async () => {
  const key = await ask('/ai ask How do I start it?', 'town@maria')
  expect(talk.platform.posts.get(`${key}:reply`)?.reader).toBe('maria')
  expect(buttons(key)).toBe('[Get a person] [Share in channel]')
  await talk.press(`${key}:reply`, 'share', { thread: 'town@maria' })
  const shared = talk.platform.posts.get(`${key}:reply:shared`)
  expect(shared).toMatchObject({ place: { thread: 'town' }, reader: null })
  expect(talk.words(`${key}:reply:shared`)).toMatch(
    /^Turn the main switch to ON\. \[1\][\s\S]*\[Get a person\]\nShared by Maria Sample\.$/,
  )
  expect(buttons(key)).toBe('[Get a person]')
  const again = await talk.press(`${key}:reply`, 'share', { thread: 'town@maria', value: key })
  expect(talk.words(`${again}:reply`)).toContain('no longer in use')
})

test('what was not found, and what everybody sees, is not offered to be shared', async () => {
  talk.assistant.plan({ answer: { mode: 'none', citations: [] } })
  expect(buttons(await ask('/ai ask The shed?', 'town@maria'))).toBe('[Get a person]')
  expect(buttons(await ask('How do I start it?'))).toBe('[Get a person]')
})

test('pressed by several, a shared answer is one case', async () => {
  const key = await ask('/ai ask How do I start it?', 'town@maria')
  await talk.press(`${key}:reply`, 'share', { thread: 'town@maria' })
  const post = `${key}:reply:shared`
  await Promise.all([
    talk.press(post, 'get-a-person', { value: key, by: 'kim' }),
    talk.press(post, 'get-a-person', { value: key, by: 'nikos' }),
  ])
  expect(await talk.house.db.case.count({ where: { sourceKey: post } })).toBe(1)
})
