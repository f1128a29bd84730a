import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import type { CaseRecord, Refusal } from '../../../src/bot/web/api.ts'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome, errorsIn, startTestBot, type TestBot, visit } from '../../harness/bot.ts'
import { askForPerson, caseAs } from '../../harness/cases.ts'
import { eventually } from '../../harness/eventually.ts'

let assistant: FakeAssistant
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
  bot = await startTestBot(home)
})
afterAll(async () => {
  await bot?.close()
  await home?.remove()
  await assistant?.stop()
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])

/** A file of a form. */
interface Sent {
  name: string
  content: string | Uint8Array<ArrayBuffer>
}
const photo: Sent = { name: 'blade.png', content: png }
const log: Sent = { name: 'press.log', content: 'E-104 at 14:02' }
const sized = (name: string, size: number): Sent => ({ name, content: new Uint8Array(size) })

function formOf(files: Sent[], fields: Record<string, string> = {}): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries({ key: crypto.randomUUID(), ...fields }))
    form.append(name, value)
  for (const { name, content } of files) form.append('file', new Blob([content]), name)
  return form
}

async function send(
  number: number,
  body: FormData | string,
  { person = 'maria', headers = {} }: { person?: string; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${bot.url}/api/cases/${number}/files`, {
    method: 'POST',
    body,
    headers: { cookie: `person=${person}`, ...headers },
  })
  const answer = (await response.json()) as Partial<Omit<CaseRecord, 'status'> & Refusal>
  return { ...answer, status: response.status }
}

async function content(url = ''): Promise<Uint8Array> {
  return new Uint8Array(await (await visit(bot, 'nikos').call('GET', url)).arrayBuffer())
}

test('words and files of the asker are one message; a picture is one by its bytes, whatever else calls itself so', async () => {
  const { number } = await askForPerson(bot, home)
  const page: Sent = { name: 'a "real" one.png', content: '<script>alert(1)</script>' }
  const { status, messages } = await send(number, formOf([photo, log, page], { text: 'It looks\nlike this' }))
  expect([status, messages?.length]).toEqual([200, 1])
  expect(messages?.[0]).toMatchObject({ side: 'asker', text: 'It looks\nlike this', isOwn: true })
  expect(messages?.[0]?.files).toMatchObject([
    { name: 'blade.png', size: png.length, isPicture: true },
    { name: 'press.log', size: 14, isPicture: false },
    { name: 'a "real" one.png', isPicture: false },
  ])
  expect(await content(messages?.[0]?.files[0]?.url)).toEqual(png)
})

test('five files of the most that is taken come without a word, and to where the asker reads', async () => {
  const { number, conversation } = await askForPerson(bot, home)
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => sized(`${name}.bin`, 10_000_000))
  const { status, messages } = await send(number, formOf(five), { person: 'nikos' })
  expect([status, messages?.[0]?.side, messages?.[0]?.text]).toEqual([200, 'team', ''])
  expect(messages?.[0]?.files.map(({ size }) => size)).toEqual(five.map(() => 10_000_000))
  const { text } = await visit(bot, 'maria', conversation).shown(`case:${number}:words:1`)
  expect(text).toContain(`e.bin (10.0 MB) (/case-files/${number}/1/4)`)
})

test('2,000 characters are taken with a file, however a form writes the ends of their lines', async () => {
  const { number } = await askForPerson(bot, home)
  const text = 'a\n'.repeat(999).concat('bc')
  const { messages } = await send(number, formOf([log], { text }))
  expect(messages?.[0]?.text).toBe(text)
})

test('sent again under its key, at once or later, it is one message', async () => {
  const { number } = await askForPerson(bot, home)
  const key = crypto.randomUUID()
  const again = () => send(number, formOf([photo, log], { key, text: 'Here' }))
  await Promise.all([again(), again(), again()])
  await again()
  const { messages } = await caseAs(bot, number)
  expect(messages.map(({ files }) => files.length)).toEqual([2])
})

test('a secret that somebody types with a file is masked before it is kept', async () => {
  const { number } = await askForPerson(bot, home)
  const secret = `sk-${'a1B2'.repeat(8)}`
  await send(number, formOf([log], { text: `The key is ${secret}` }))
  expect(JSON.stringify(await caseAs(bot, number))).not.toContain(secret)
})

test.each<[string, () => FormData | string, number, string | RegExp]>([
  ['one file too many', () => formOf([photo, log, photo, log, photo, log]), 413, 'A message takes 5 files.'],
  [
    'a file that is too large, among others',
    () => formOf([photo, sized('film.mp4', 10_000_001), log]),
    413,
    'film.mp4 has more than 10 MB.',
  ],
  [
    'far too much',
    () => formOf([sized('film.mp4', 52_000_000)]),
    413,
    'A message takes 5 files of 10 MB each, and no more.',
  ],
  ['no file', () => formOf([], { text: 'Hello' }), 400, 'The message has no file.'],
  [
    '2,001 characters',
    () => formOf([log], { text: 'x'.repeat(2_001) }),
    400,
    /The message must be at most 2,000/,
  ],
  ['control characters', () => formOf([log], { text: 'a\u0000b' }), 400, /must not contain control/],
  ['a side of one’s own choice', () => formOf([log], { side: 'team' }), 400, /"side" is not a field/],
  ['a key that is no UUID', () => formOf([log], { key: '1' }), 400, /must be a UUID/],
])('%s is refused, and nothing is kept', async (_, form, status, says) => {
  const { number } = await askForPerson(bot, home)
  const refused = await send(number, form())
  expect([refused.status, refused.error?.message]).toEqual([
    status,
    typeof says === 'string' ? says : expect.stringMatching(says),
  ])
  expect((await caseAs(bot, number)).messages).toEqual([])
})

test.each([
  [
    'a form that ends in the middle',
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="file"',
  ],
  ['a form without a boundary', 'multipart/form-data', '--x--'],
  ['JSON', 'application/json', '{}'],
])('%s is refused as unreadable', async (_, type, body) => {
  const { number } = await askForPerson(bot, home)
  const refused = await send(number, body, { headers: { 'content-type': type } })
  expect([refused.status, refused.error?.message]).toEqual([400, 'The form could not be read.'])
})

test('a file about a case that is resolved, or from a page of somebody else, is refused', async () => {
  const { number } = await askForPerson(bot, home)
  const foreign = await send(number, formOf([log]), { headers: { origin: 'https://evil.example' } })
  expect([foreign.status, foreign.error?.code]).toEqual([403, 'foreign_page'])
  const closed = await visit(bot).call('POST', `/api/cases/${number}/presses`, { action: 'case-close' })
  expect(closed.status).toBe(200)
  const late = await send(number, formOf([log]))
  expect([late.status, late.error?.message]).toEqual([409, `C-${number} is resolved already.`])
  expect((await caseAs(bot, number)).messages).toEqual([])
})

test('a year after its case was resolved a file is cleared by itself: it is named, and opens no more', async () => {
  const { number } = await askForPerson(bot, home)
  const url = (await send(number, formOf([photo, log]))).messages?.[0]?.files[0]?.url ?? ''
  await visit(bot).call('POST', `/api/cases/${number}/presses`, { action: 'case-close' })
  await home.query("UPDATE cases SET resolved_at = resolved_at - interval '366 days' WHERE number = $1", [
    number,
  ])
  const files = await eventually(
    async () => {
      const now = (await caseAs(bot, number)).messages[0]?.files
      return now?.every(({ clearedAt }) => clearedAt !== null) && now
    },
    { within: 90_000, every: 500 },
  )
  expect(files.map(({ name, size }) => [name, size])).toEqual([
    ['blade.png', png.length],
    ['press.log', 14],
  ])
  const opened = await visit(bot, 'nikos').call('GET', url)
  const { error } = (await opened.json()) as Refusal
  expect([opened.status, error.code, error.message]).toEqual([
    410,
    'file_cleared',
    '“blade.png” was cleared: files are not kept for ever once a case is resolved.',
  ])
  const page = await visit(bot, 'nikos').call('GET', url, undefined, { accept: 'text/html,*/*' })
  expect([page.status, await page.text()]).toEqual([410, expect.stringContaining('“blade.png” was cleared')])
}, 120_000)
