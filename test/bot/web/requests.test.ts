import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome, errorsIn, startTestBot, type TestBot, visit } from '../../harness/bot.ts'
import { rawRequest } from '../../harness/raw-request.ts'

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

const id = '3f2b8a52-8c69-4d0e-9a43-0d6f2a5f7a11'
const messages = `/api/conversations/${id}/messages`
const message = (changes: object = {}) => ({ key: crypto.randomUUID(), text: 'How?', ...changes })

async function refusal(path: string, body: unknown) {
  const response = await visit(bot).call('POST', path, body)
  const { error } = (await response.json()) as { error: { message: string; request_id: string } }
  expect(error.request_id).toMatch(/^[0-9a-f-]{36}$/)
  return `${response.status} ${error.message}`
}

test.each([
  ['no text', message({ text: '' }), 'The message must not be empty.'],
  ['blanks', message({ text: ' \n ' }), 'The message must not be empty.'],
  [
    '100,000 characters',
    message({ text: 'x'.repeat(100_000) }),
    'The message must be at most 8000 characters.',
  ],
  ['control characters', message({ text: 'a\u0000b' }), 'The message must not contain control characters.'],
  [
    'an escape sequence',
    message({ text: '\u001b[31mred' }),
    'The message must not contain control characters.',
  ],
  ['a key that is no UUID', message({ key: '../../etc' }), 'The field key must be a UUID.'],
  ['an unknown field', message({ admin: true }), '"admin" is not a field of this request.'],
  [
    'a machine model with controls',
    message({ machineModel: 'V\u00074' }),
    'The machine model must not contain control characters.',
  ],
  ['a list', [], 'The request is not valid'],
])('%s is refused clearly', async (_, body, says) => {
  expect(await refusal(messages, body)).toContain(`400 ${says}`)
  expect(await home.query('SELECT 1 FROM inbox')).toEqual([])
})

test.each(["x' OR 1=1 --", '%00', '..%2f..%2fetc', 'a'.repeat(90)])(
  'the conversation %s is refused',
  async (hostile) => {
    const status = (
      await refusal(`/api/conversations/${encodeURIComponent(hostile)}/messages`, message())
    ).slice(0, 3)
    expect(['400', '404']).toContain(status)
  },
)

test('a body that is no JSON, and one larger than a megabyte, are refused', async () => {
  const json = { host: 'localhost', 'content-type': 'application/json' }
  const broken = await rawRequest(bot.url + messages, json, { method: 'POST', body: '{"key":' })
  expect([broken.status, JSON.parse(broken.body).error.message]).toEqual([400, 'The body is not valid JSON.'])
  expect(await refusal(messages, message({ text: 'x'.repeat(1_100_000) }))).toBe('413 This is too large.')
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
  'a message as %s is refused: a form of a foreign page could send it',
  async (type) => {
    const headers = { host: 'localhost', 'content-type': type }
    const { status } = await rawRequest(bot.url + messages, headers, {
      method: 'POST',
      body: JSON.stringify(message()),
    })
    expect(status).toBe(415)
  },
)

test.each([
  ['another origin', { origin: 'http://evil.example' }, 403],
  ['another port of this machine', { origin: 'http://localhost:9999' }, 403],
  ['no origin that can be named', { origin: 'null' }, 403],
  ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a same-site fetch', { 'sec-fetch-site': 'same-site' }, 403],
  ['the page itself', { origin: 'SELF', 'sec-fetch-site': 'same-origin' }, 202],
])('a message from %s → %i', async (_, headers, status) => {
  const own = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value === 'SELF' ? bot.url : value]),
  )
  const path = `/api/conversations/${crypto.randomUUID()}/messages`
  const json = { host: new URL(bot.url).host, 'content-type': 'application/json', ...own }
  const answer = await rawRequest(bot.url + path, json, {
    method: 'POST',
    body: JSON.stringify(message({ text: '/help' })),
  })
  expect(answer.status).toBe(status)
})

test('a conversation is its owner’s alone: nobody else lists, reads or continues it', async () => {
  const maria = visit(bot)
  await maria.reply(await maria.say('/help'))
  const nikos = visit(bot, 'nikos', maria.conversation)
  const list = (await (await nikos.call('GET', '/api/conversations')).json()) as {
    conversations: { id: string }[]
  }
  expect(list.conversations.map((one) => one.id)).not.toContain(maria.conversation)
  await expect(nikos.transcript()).rejects.toThrow(/^404/)
  await expect(nikos.say('Me too')).rejects.toThrow(/^404/)
})

test('a key that is in use in another conversation is refused, and nothing is taken from there', async () => {
  const [maria, nikos] = [visit(bot), visit(bot, 'nikos')]
  const key = await maria.say('/help')
  await expect(nikos.say('/status', { key })).rejects.toThrow(/^409/)
  await maria.reply(key)
  expect(await maria.transcript()).toHaveLength(2)
})

test('a conversation is titled by its first message, cut at a word; the transcript keeps it whole', async () => {
  const maria = visit(bot)
  const text = `/help ${'with many words '.repeat(20)}`.trim()
  await maria.say(text)
  await maria.say('/status')
  const list = (await (await maria.call('GET', '/api/conversations')).json()) as {
    conversations: { id: string; title: string }[]
  }
  const title = list.conversations.find((one) => one.id === maria.conversation)?.title ?? ''
  expect(title).toMatch(/^\/help with many words .* (with|many|words)…$/)
  expect(title.length).toBeLessThanOrEqual(60)
  const [first] = await maria.transcript()
  expect(first?.body).toEqual({ text })
})

test('an address that cannot be read is refused in the one form, with the headers of every answer', async () => {
  const { status, body, headers } = await rawRequest(`${bot.url}/%zz`, { host: 'localhost' })
  expect([status, JSON.parse(body).error.message]).toEqual([400, 'The address is not valid.'])
  expect(headers['x-content-type-options']).toBe('nosniff')
})

test('an address that is not there gets a refusal in the one form', async () => {
  const response = await visit(bot).call('GET', '/api/nothing')
  expect([response.status, ((await response.json()) as { error: object }).error]).toEqual([
    404,
    expect.objectContaining({ code: 'not_found', action: 'The chat is at /.' }),
  ])
})
