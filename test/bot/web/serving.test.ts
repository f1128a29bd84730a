import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type BotHome, botHome, startTestBot, type TestBot } from '../../harness/bot.ts'
import { rawRequest } from '../../harness/raw-request.ts'

let home: BotHome
let bot: TestBot

beforeAll(async () => {
  home = await botHome('http://127.0.0.1:1')
  bot = await startTestBot(home)
})
afterAll(async () => {
  await bot.close()
  await home.remove()
})

const get = (path: string, headers: Record<string, string> = {}) =>
  rawRequest(bot.url + path, { host: 'localhost', ...headers })

test.each([
  '/',
  '/c/3f2b8a52-8c69-4d0e-9a43-0d6f2a5f7a11',
  '/documents/3f2b8a52-8c69-4d0e-9a43-0d6f2a5f7a11?page=3',
  '/approvals',
  '/runs',
  '/runs/142',
])('the page stands at %s', async (path) => {
  const { status, headers, body } = await get(path)
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(body).toContain('<!doctype html>')
})

test('the policy lets in our own files and the import map alone, and nobody may frame the page', async () => {
  const { headers, body } = await get('/')
  const policy = String(headers['content-security-policy'])
  const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(body)?.[1] ?? ''
  expect(policy).toContain(`'sha256-${createHash('sha256').update(map).digest('base64')}'`)
  expect(policy).toMatch(/default-src 'none'/)
  expect(policy).toMatch(/frame-ancestors 'none'/)
  expect(policy).toMatch(/style-src 'self'(;|$)/)
  expect(policy).not.toMatch(/'unsafe-(inline|eval)'|https?:|\*/)
})

test.each(['/', '/api/me', '/page/app.ts', '/health', '/nothing', '/vendor/preact/preact.mjs'])(
  '%s carries the headers that keep browsers from guessing and framing',
  async (path) => {
    const { headers } = await get(path)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    })
  },
)

test('what the API says is not stored', async () => {
  expect((await get('/api/me')).headers['cache-control']).toBe('no-store')
})

test('TypeScript is served as JavaScript without its types, and only once while it stays the same', async () => {
  const { headers, body } = await get('/page/app.ts')
  expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect(body).not.toMatch(/import type|: Promise</)
  const again = await get('/page/app.ts', { 'if-none-match': String(headers['etag']) })
  expect([again.status, again.body]).toEqual([304, ''])
})

test.each([
  '/vendor/preact/preact.mjs',
  '/vendor/preact-hooks/hooks.mjs',
  '/vendor/htm/htm.module.js',
  '/vendor/pdfjs/build/pdf.min.mjs',
  '/vendor/pdfjs/build/pdf.worker.min.mjs',
])('%s is there as a script', async (path) => {
  const { status, headers } = await get(path)
  expect([status, headers['content-type']]).toEqual([
    200,
    expect.stringMatching(/^(text|application)\/javascript/),
  ])
})

test.each(['/vendor/pdfjs/cmaps/Adobe-Japan1-UCS2.bcmap', '/vendor/pdfjs/standard_fonts/FoxitFixed.pfb'])(
  '%s is there for the PDF viewer',
  async (path) => {
    expect((await get(path)).status).toBe(200)
  },
)

test.each([
  '/page/../server.ts',
  '/page/..%2fserver.ts',
  '/page/%2e%2e/server.ts',
  '/page/tsconfig.json',
  '/vendor/preact/..%2fpackage.json',
  '/vendor/pdfjs/..%2f..%2fpackage.json',
])('%s is not served', async (path) => {
  const { status, body } = await get(path)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(body).not.toContain('createWebServer')
})

test.each(['/admin', '/analytics'])('%s leads to the chat', async (path) => {
  const { status, headers } = await get(path)
  expect([status, headers['location']]).toEqual([302, '/'])
})
