import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startAssistant } from '../../src/assistant/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startFakeOpenAi } from '../fakes/openai.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { startTestAssistant, type TestAssistant } from './harness.ts'

let database: ScratchDatabase
let assistant: TestAssistant
beforeAll(async () => {
  database = await scratchDatabase('assistant')
  assistant = await startTestAssistant({
    DATABASE_URL: database.url,
    PUBLIC_URL: 'https://chat.example.com/',
  })
})
afterAll(async () => {
  await assistant?.close()
  await database?.drop()
})

const json = async (path: string, init?: RequestInit) => {
  const response = await assistant.call(path, init)
  return { status: response.status, body: (await response.json()) as Record<string, never> }
}

describe('a request id', () => {
  test('is kept from the caller, returned, and stands in every line about the request', async () => {
    const response = await assistant.call('/info', { headers: { 'x-request-id': 'bot-run-0042' } })
    expect(response.headers.get('x-request-id')).toBe('bot-run-0042')
    expect(assistant.logged()).toMatch(/"request_id":"bot-run-0042".*"route":"\/info"/)
  })

  test.each(['short', 'with space here', 'a'.repeat(101), '"}{"level":"fatal'])(
    'that could do harm in a log is replaced: %s',
    async (id) => {
      const response = await assistant.call('/info', { headers: { 'x-request-id': id } })
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    },
  )
})

describe('what is not there or not right', () => {
  test.each(['/nothing', '/api/ai', '/docs/../etc/passwd', '/api/ai/chat/'])(
    '%s is not found',
    async (path) => {
      const { status, body } = await json(path)
      expect(status).toBe(404)
      expect(body).toMatchObject({ error: { code: 'not_found', request_id: expect.any(String) } })
    },
  )

  test('an address that cannot be decoded is refused in the same form', async () => {
    const { status, body } = await json('/api/ai/sessions/%E0%A4%A/messages')
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: { code: 'bad_request' } })
  })

  test('an id that is none is refused by name', async () => {
    const { status, body } = await json('/api/ai/messages/7/feedback', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version: 1, subject: 'maria', rating: 'sideways', reason: null }),
    })
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: { message: expect.stringMatching(/^id: /) } })
  })
})

describe('GET /info', () => {
  test('tells what runs, with which limits', async () => {
    const { body } = await json('/info')
    expect(body).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      pid: process.pid,
      models: { chat: null, fallback: null },
      retrieval: 'bm25',
      limits: { message_characters: 8000 },
    })
    expect(Date.parse(body['started_at'] ?? '')).not.toBeNaN()
  })

  test('has a digest that changes with every setting, secret or not, and with nothing else', async () => {
    const digestWith = async (settings: Record<string, string>) => {
      const other = await startTestAssistant({ DATABASE_URL: database.url, ...settings })
      const { settings_digest } = (await (await other.call('/info')).json()) as { settings_digest: string }
      await other.close()
      return settings_digest
    }
    const digests = [
      await digestWith({}),
      await digestWith({ CHAT_PER_MINUTE: '7' }),
      await digestWith({ OPENAI_API_KEY: 'sk-one' }),
      await digestWith({ OPENAI_API_KEY: 'sk-two' }),
    ]
    expect(new Set(digests).size).toBe(4)
    expect(await digestWith({})).toBe(digests[0])
  })
})

describe('pages', () => {
  test.each(['admin', 'analytics'])("/%s leads to the bot's page", async (page) => {
    const response = await assistant.call(`/${page}`, { redirect: 'manual' })
    expect(response.headers.get('location')).toBe(`https://chat.example.com/${page}`)
  })

  test('/docs shows the API without fetching anything from elsewhere', async () => {
    const page = await assistant.call('/docs/')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    const html = await page.text()
    const files = Array.from(html.matchAll(/(?:src|href)="([^"]+)"/g), ([, file = '']) => file)
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) {
      expect(file).toMatch(/^\.?\//)
      expect((await assistant.call(new URL(file, `${assistant.url}/docs/`).pathname)).status).toBe(200)
    }
  })

  test('/openapi.json comes from the schemas that validate', async () => {
    const { body } = await json('/openapi.json')
    const chat = JSON.stringify(body['paths']?.['/api/ai/chat'])
    expect(chat).toContain('"maxLength":8000')
    expect(chat).toContain('"additionalProperties":false')
    expect(chat).toContain('idempotency-key')
  })
})

test('GET /metrics counts requests, answers, and the process', async () => {
  await assistant.ask({ message: 'What is nowhere in no manual?' })
  const metrics = await (await assistant.call('/metrics')).text()
  expect(metrics).toMatch(/ai_http_requests_total\{method="POST",route="\/api\/ai\/chat",status="200"\} 1/)
  expect(metrics).toMatch(/ai_chat_seconds_count\{mode="none"\} 1/)
  expect(metrics).toMatch(/ai_ingest_queue_documents 0/)
  expect(metrics).toMatch(/process_resident_memory_bytes \d+/)
})

test('log files are written, errors in a file of their own, and secrets in neither', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assistant-logs-'))
  const openai = await startFakeOpenAi()
  const databaseUrl = new URL(database.url)
  // A server that asks for no password takes any.
  if (databaseUrl.password === '') databaseUrl.password = 'hunter2'
  const config = readConfig({
    DATABASE_URL: databaseUrl.href,
    EMBEDDED: 'true',
    ASSISTANT_PORT: '0',
    LOG_DIR: folder,
    OPENAI_API_KEY: 'sk-hunter3',
    OPENAI_BASE_URL: openai.url,
  })
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const { url, close } = await startAssistant(config, { log: createLog(config, 'ai_assistant', silent) })
  await fetch(`${url}/health`)
  await fetch(`${url}/api/ai/chat`, { method: 'POST', body: '{' })
  await close()
  await openai.stop()
  const all = await readFile(join(folder, 'ai_assistant/ai_assistant.log'), 'utf8')
  expect(all).toContain('the assistant answers')
  expect(await readFile(join(folder, 'ai_assistant/ai_assistant_errors.log'), 'utf8')).toBe('')
  expect(all).not.toContain(databaseUrl.password)
  expect(all).not.toContain('hunter3')
  await rm(folder, { recursive: true })
})

test('a port in use is one clear sentence, and nothing keeps running', async () => {
  const taken = new URL(assistant.url).port
  await expect(
    startTestAssistant({ DATABASE_URL: database.url, ASSISTANT_PORT: taken }),
  ).rejects.toMatchObject({
    code: 'bad_port',
    message: `The assistant's address 127.0.0.1:${taken} is in use by another program.`,
  })
})
