import { createHmac } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Health } from '../../../src/assistant-api.ts'
import { startTicketReceiver, type TicketReceiver } from '../../fakes/ticket-receiver.ts'
import { insertRow } from '../../harness/audit.ts'
import { type BotHome, botHome, errorsIn, startTestBot, type TestBot } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'

let home: BotHome
let folder: string
let file: string
let receiver: TicketReceiver
const bots: TestBot[] = []

beforeEach(async () => {
  home = await botHome('http://127.0.0.1:1')
  folder = await mkdtemp(join(tmpdir(), 'heads-'))
  // Its folder is made.
  file = join(folder, 'below', 'heads.jsonl')
  receiver = await startTicketReceiver()
})
afterEach(async () => {
  for (const bot of bots.splice(0)) await bot.close()
  await receiver.stop()
  await home.remove()
  await rm(folder, { recursive: true })
})

async function start(settings: Record<string, string> = {}): Promise<TestBot> {
  const bot = await startTestBot(home, { AUDIT_HEADS_FILE: file, ...settings })
  bots.push(bot)
  return bot
}

interface Line {
  at: string
  id: number
  hash: string
}

const append = (): Promise<unknown> => home.query(insertRow)
const linesIn = (text: string): Line[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)))
const lines = async () => linesIn(await readFile(file, 'utf8').catch(() => ''))
const reached = (id: number) => eventually(async () => (await lines()).some((line) => line.id === id))
const hashOf = async (id: number) =>
  (await home.query<{ hash: string }>("SELECT encode(hash, 'hex') AS hash FROM audit WHERE id = $1", [id]))[0]
    ?.hash
const sent = (): Line[] => receiver.calls.map(({ body }) => JSON.parse(body))
const health = async (bot: TestBot) => (await (await fetch(`${bot.url}/health`)).json()) as Health

test('the head is noted at the start and whenever the chain has grown: in the file, in the log', async () => {
  await append()
  const bot = await start()
  await reached(1)
  await append()
  await reached(2)
  for (const { at, id, hash } of await lines()) {
    expect(hash).toBe(await hashOf(id))
    expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  }
  expect((await lines()).map(({ id }) => id)).toEqual([1, 2])
  const told = () => bot.log.filter(({ msg }) => msg === 'the audit has grown')
  await eventually(() => told().length === 2)
  const facts = { at: expect.any(String) }
  expect(told().map(({ audit_head }) => audit_head)).toEqual(
    (await lines()).map(({ id, hash }) => ({ ...facts, id, hash })),
  )
  expect(errorsIn(bot)).toEqual([])
})

test('what grows quickly is noted at most once a second, and its end always', async () => {
  await start()
  const began = Date.now()
  for (let row = 0; row < 300; row += 1) await append()
  await reached(300)
  expect((await lines()).length).toBeLessThanOrEqual((Date.now() - began) / 1000 + 1)
})

test('two bots add to one file, each whole lines', async () => {
  await start()
  await start()
  await append()
  await eventually(async () => (await lines()).length === 2)
  await append()
  await eventually(async () => (await lines()).length === 4)
  expect((await lines()).map(({ id }) => id)).toEqual([1, 1, 2, 2])
})

test('whoever listens at the webhook is sent the same, signed', async () => {
  await start({ AUDIT_WEBHOOK_URL: receiver.url, AUDIT_WEBHOOK_SECRET: 'between us' })
  await append()
  const [call] = await eventually(() => receiver.calls.length > 0 && receiver.calls)
  const { id, hash } = JSON.parse(call?.body ?? '')
  expect({ id, hash }).toEqual({ id: 1, hash: await hashOf(1) })
  const signature = createHmac('sha256', 'between us')
    .update(call?.body ?? '')
    .digest('hex')
  expect(call?.headers).toMatchObject({
    'x-signature-256': `sha256=${signature}`,
    'idempotency-key': `audit-head-1-${hash.slice(0, 16)}`,
  })
})

test('a webhook that is down, and one that never answers, hold up nothing; it is told, and sent later', async () => {
  receiver.plan(503, 'silence')
  const bot = await start({ AUDIT_WEBHOOK_URL: receiver.url })
  await append()
  await reached(1)
  await eventually(async () => (await health(bot)).dependencies['audit_heads']?.state === 'degraded')
  expect((await health(bot)).dependencies['audit_heads']).toEqual({
    state: 'degraded',
    detail: 'the webhook does not take them',
  })
  expect(errorsIn(bot)).toEqual([expect.stringContaining('the receiver of audit heads answered 503')])
  bot.clock.wind(31_000)
  await eventually(() => receiver.calls.length === 2)
  // While that one is waited for, the file goes on.
  await append()
  await reached(2)
  await eventually(async () => {
    bot.clock.wind(31_000)
    return sent().some(({ id }) => id === 2)
  })
  await eventually(async () => (await health(bot)).dependencies['audit_heads']?.state === 'ok')
}, 60_000)

test('it stops at once while a webhook does not answer', async () => {
  receiver.plan('silence')
  const bot = await start({ AUDIT_WEBHOOK_URL: receiver.url })
  await append()
  await eventually(() => receiver.calls.length === 1)
  const began = Date.now()
  await bot.close()
  bots.splice(0)
  expect(Date.now() - began).toBeLessThan(4_000)
})

test('a file that cannot be written is told, and the bot goes on', async () => {
  await mkdir(file, { recursive: true })
  const bot = await start({ AUDIT_WEBHOOK_URL: receiver.url })
  await append()
  await eventually(() => sent().length > 0)
  expect(await eventually(async () => (await health(bot)).dependencies['audit_heads']?.detail)).toBe(
    'the file does not take them',
  )
  expect(errorsIn(bot)).toEqual([expect.stringContaining('EISDIR')])
})

test('without a file and a webhook the log alone is told', async () => {
  const bot = await start({ AUDIT_HEADS_FILE: '' })
  await append()
  await eventually(() => bot.log.some(({ msg }) => msg === 'the audit has grown'))
  expect((await health(bot)).dependencies['audit_heads']).toEqual({ state: 'ok' })
})
