import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { tokenVerifier } from '../../../src/tokens.ts'
import { documentId, type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome, startTestBot, type TestBot, visit } from '../../harness/bot.ts'
import { rawRequest } from '../../harness/raw-request.ts'

let assistant: FakeAssistant
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
  bot = await startTestBot(home, { MAX_UPLOAD_MB: '20' })
})
afterAll(async () => {
  await bot.close()
  await home.remove()
  await assistant.stop()
})
beforeEach(() => void assistant.calls.splice(0))

function upload(person: string, bytes = 100): Promise<Response> {
  const form = new FormData()
  form.set('title', 'V4.0 Start-up')
  form.set('file', new Blob(['%PDF'.padEnd(bytes, 'x')]), 'manual.pdf')
  return fetch(`${bot.url}/api/documents`, {
    method: 'POST',
    body: form,
    headers: { cookie: `person=${person}` },
  })
}

test('a knowledge keeper’s upload goes on to the assistant as it is, in their name', async () => {
  const response = await upload('kim')
  expect([response.status, await response.json()]).toEqual([
    202,
    { document_id: documentId, status: 'queued', run: null },
  ])
  const [call] = assistant.calls
  expect(call?.path).toBe('/ai/knowledge/documents')
  expect(call?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
  expect(call?.body).toContain('filename="manual.pdf"')
  const token = call?.headers.authorization?.slice('Bearer '.length) ?? ''
  expect(await tokenVerifier(bot.publicKey, 'assistant')(token)).toEqual({
    subject: 'kim',
    roles: ['staff', 'knowledge-keeper'],
  })
})

test.each(['maria', 'nikos', 'anna', 'alex'])('%s may not upload, and nothing is sent on', async (person) => {
  const response = await upload(person)
  expect(response.status).toBe(403)
  expect(JSON.stringify(await response.json())).toContain('needs the role knowledge-keeper')
  expect(assistant.calls).toEqual([])
})

test('a file that is too large is refused before it is sent on', async () => {
  const response = await upload('kim', 22_000_000)
  expect(response.status).toBe(413)
  expect(JSON.stringify(await response.json())).toContain('The file is larger than 20 MB.')
  expect(assistant.calls).toEqual([])
})

test('an upload that is refused before it was read whole gets the reason, not a broken line', async () => {
  assistant.refusesUploads = true
  const response = await upload('kim', 19_000_000)
  expect([response.status, JSON.stringify(await response.json())]).toEqual([
    422,
    expect.stringContaining('This is no PDF.'),
  ])
  assistant.refusesUploads = false
})

test('an upload from another site is refused', async () => {
  const headers = {
    host: 'localhost',
    'content-type': 'multipart/form-data; boundary=x',
    origin: 'http://evil.example',
  }
  const { status } = await rawRequest(`${bot.url}/api/documents`, headers, { method: 'POST', body: '--x--' })
  expect(status).toBe(403)
})

test('a manual is handed through, also in part', async () => {
  const path = `/api/documents/${documentId}/file`
  const whole = await visit(bot).call('GET', path)
  expect([whole.status, whole.headers.get('content-type'), await whole.text()]).toEqual([
    200,
    'application/pdf',
    '%PDF-1.7',
  ])
  const part = await visit(bot).call('GET', path, undefined, { range: 'bytes=0-3' })
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    'bytes 0-3/8',
    '%PDF',
  ])
})

test('an id that is none does not reach the assistant', async () => {
  expect((await visit(bot).call('GET', '/api/documents/..%2f..%2fhealth')).status).toBe(400)
  expect((await visit(bot).call('GET', '/api/documents/1/file')).status).toBe(400)
  expect(assistant.calls).toEqual([])
})

test('while the assistant is down the refusal says so', async () => {
  await assistant.stop()
  const response = await visit(bot).call('GET', '/api/documents')
  expect([response.status, await response.json()]).toEqual([
    503,
    { error: expect.objectContaining({ code: 'assistant_away', action: 'Try again in a minute.' }) },
  ])
  await assistant.start()
})
