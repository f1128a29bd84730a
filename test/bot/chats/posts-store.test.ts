import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type ChatPosts, chatPosts } from '../../../src/bot/chats/posts-store.ts'
import { openOpsDb } from '../../../src/db.ts'
import { type TestClock, testClock } from '../../harness/clock.ts'
import { type ScratchDatabase, scratchDatabase } from '../../harness/database.ts'

let database: ScratchDatabase
let db: ReturnType<typeof openOpsDb>
let clock: TestClock
let mine: ChatPosts
let theirs: ChatPosts
let key: string

beforeAll(async () => {
  database = await scratchDatabase('ops')
  db = openOpsDb(database.url)
})
afterAll(async () => {
  await db?.$disconnect()
  await database?.drop()
})
beforeEach(() => {
  clock = testClock()
  key = `slack:C1:${crypto.randomUUID()}:reply`
  mine = chatPosts(db, clock, 'here/1/boot/1', 'slack')
  theirs = chatPosts(db, clock, 'there/2/boot/1', 'slack')
})

const card = { blocks: [{ kind: 'note' as const, text: 'Searching…' }] }
const wanted = () => ({ key, thread: 'C1:1.1', channel: 'C1', card })

describe('the right to send a post', () => {
  test('is had by one: of twenty at once the others wait', async () => {
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        chatPosts(db, clock, `p${index}/1/b/1`, 'slack').claim(wanted()),
      ),
    )
    const given = claims.filter((claim) => claim !== null)
    expect(given).toMatchObject([{ post: { ...wanted(), parts: [], responseUrl: null }, isRepeat: false }])
  })

  test('comes back to who had it, as a repeat: it may have been sent', async () => {
    await mine.claim(wanted())
    expect(await theirs.claim(wanted())).toBeNull()
    expect((await mine.claim(wanted()))?.isRepeat).toBe(true)
  })

  test('passes on when it runs out, and when its holder is known to be gone', async () => {
    await mine.claim(wanted())
    expect(await theirs.senderOf(key)).toBe('here/1/boot/1')
    await theirs.release(key, 'somebody/else')
    expect(await theirs.claim(wanted())).toBeNull()
    await theirs.release(key, 'here/1/boot/1')
    expect((await theirs.claim(wanted()))?.isRepeat).toBe(true)
    clock.wind(121_000)
    expect((await mine.claim(wanted()))?.isRepeat).toBe(true)
  })
})

test('a post that is shown says where it is; its messages are known, others are not', async () => {
  await mine.claim(wanted())
  const shown = { blocks: [{ kind: 'text' as const, text: 'Here.' }] }
  const ts = [`${Date.now()}.1`, `${Date.now()}.2`]
  await mine.shown(key, { channel: 'D7', parts: ts, card: shown })
  expect(await theirs.find(key)).toMatchObject({
    ...wanted(),
    channel: 'D7',
    parts: ts,
    card: shown,
    responseUrl: null,
  })
  expect(await theirs.known('D7', [...ts, 'x'])).toEqual(new Set(ts))
  expect(await theirs.known('C1', ts)).toEqual(new Set())
  expect(await theirs.known('C1', [])).toEqual(new Set())
})

test('a claim that is given back is free at once; that of somebody else is not touched', async () => {
  await mine.claim(wanted())
  await theirs.giveBack(key)
  expect(await theirs.claim(wanted())).toBeNull()
  await mine.giveBack(key)
  expect((await theirs.claim(wanted()))?.isRepeat).toBe(true)
})

test('what nobody has seen is forgotten with its claim; what somebody has is only given back', async () => {
  await mine.claim(wanted())
  await theirs.forget(key)
  expect(await theirs.claim(wanted())).toBeNull()
  await mine.forget(key)
  expect((await theirs.claim(wanted()))?.isRepeat).toBe(false)
  await theirs.shown(key, { channel: 'C1', parts: ['1.1'], card })
  await mine.claim(wanted())
  await mine.forget(key)
  expect((await theirs.claim(wanted()))?.isRepeat).toBe(true)
})

test('a press on a private post brings the address that replaces it', async () => {
  await mine.claim(wanted())
  await theirs.refer(key, 'https://hooks.example/2')
  expect((await mine.find(key))?.responseUrl).toBe('https://hooks.example/2')
})
