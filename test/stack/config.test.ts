import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from '@jest/globals'
import { infoSchema } from '../../src/assistant-api.ts'
import type { UploadAccepted } from '../../src/bot/web/api.ts'
import { buttonIn } from '../harness/bot.ts'
import { manualForm } from './harness/manual.ts'
import { type StackPerson, signIn } from './harness/person.ts'
import { type Stack, theStack } from './harness/stack.ts'

/** SOP-002 through the bot, proved by the file, its copies and the containers. */
let stack: Stack
let nikos: StackPerson
let anna: StackPerson
beforeAll(async () => {
  stack = await theStack()
  nikos = await signIn(stack, 'nikos')
  anna = await signIn(stack, 'anna')
  // Where there is nothing to ask about, no model is asked.
  const kim = await signIn(stack, 'kim')
  const about = { title: 'V3.1B Operation', machine_models: 'V3.1B', language: 'en' }
  const sent = await kim.submit('/api/documents', await manualForm('v3.1b.en', about))
  const { run }: UploadAccepted = JSON.parse(sent.text)
  await kim.ended(run ?? 0)
}, 1_500_000)

const name = '.env.production'
const file = () => readFile(join(stack.folder, name), 'utf8')
const backups = async () =>
  (await readdir(stack.folder)).filter((one) => one.startsWith(`${name}.backup.`)).sort()
const digest = async () => infoSchema.parse(await nikos.get('/info')).settings_digest
const container = async () => (await stack.containers('ai_assistant'))[0]
const key = 'sk-planted-0123456789abcdef-planted'

test('a change is written beside its backup, taken up by a new container, and proved', async () => {
  const before = { text: await file(), digest: await digest(), id: (await container())?.Id }
  const was = Number(/^CHAT_PER_MINUTE=(\d+)$/m.exec(before.text)?.[1])
  const wanted = `CHAT_PER_MINUTE=${was + 1}`
  const run = await nikos.begin(`/ai config ${wanted} because of a test`)
  expect(buttonIn((await nikos.run(run)).card, 'run-approve')).toBeUndefined()
  await anna.press(run, 'run-approve')
  const { status, steps } = await nikos.ended(run)
  expect([status, steps.filter(({ state }) => state !== 'done')]).toEqual(['done', []])
  expect(await file()).toBe(before.text.replace(`CHAT_PER_MINUTE=${was}`, wanted))
  const copy = (await backups()).at(-1) ?? ''
  expect(copy).toMatch(/\.backup\.\d{8}_\d{6}$/)
  expect(await readFile(join(stack.folder, copy), 'utf8')).toBe(before.text)
  expect((await stat(join(stack.folder, copy))).mode & 0o777).toBe(0o600)
  const after = await container()
  expect(after?.Id).not.toBe(before.id)
  expect(after?.Config.Env).toContain(wanted)
  expect(await digest()).not.toBe(before.digest)
})

test('a key that no model takes, from the page for secrets, is rolled back by itself and shown nowhere', async () => {
  const before = { text: await file(), digest: await digest() }
  const conversation = await nikos.say('/ai config OPENAI_API_KEY')
  const link = (await nikos.card(conversation)).blocks.find((block) => block.kind === 'link')
  if (link?.kind !== 'link') throw new Error('no link to the page')
  const path = new URL(link.url, stack.publicUrl).pathname
  expect((await stack.https(path)).status).toBe(401)
  expect((await anna.submit(path, new URLSearchParams({ value: key }))).status).toBe(403)
  const handed = await nikos.submit(path, new URLSearchParams({ value: key }))
  const number = Number(/Its plan is R-(\d+)/.exec(handed.text)?.[1])
  await anna.press(number, 'run-approve')
  const { status, steps, card } = await nikos.ended(number)
  const failed = steps.find(({ state }) => state === 'failed')
  expect([status, failed?.title]).toEqual(['failed', 'Ask a sample question'])
  expect(card.headline).toBe('FAILED · Config · rolled back')
  expect([await file(), await digest()]).toEqual([before.text, before.digest])
  expect(JSON.stringify((await container())?.Config.Env)).not.toContain(key)
  expect(await stack.compose('logs', '--no-color')).not.toContain(key)
  expect(JSON.stringify(await nikos.run(number))).not.toContain(key)
})
