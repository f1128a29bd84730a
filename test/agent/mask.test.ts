import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from '@jest/globals'
import { wholeLines } from '../../src/agent/lines.ts'
import { agentSecrets, createMask, secretSettings } from '../../src/agent/mask.ts'
import { openProcessLog } from '../../src/agent/process-log.ts'
import { openSecrets } from '../../src/agent/secrets.ts'
import { readConfig } from '../../src/config.ts'
import { removeDataFolder, temporaryFolder } from '../harness/test-server.ts'

const canaries = ['hunter2hunter2', `p"a's$s\\w/o+r=d é`, '0123456789abcdef0123456789abcdef', 'a&b?c%d#e<f>']

/** How programs print a value. */
const forms: Record<string, (value: string) => string> = {
  raw: (value) => value,
  JSON: (value) => JSON.stringify({ value }),
  'JSON in JSON': (value) => JSON.stringify(JSON.stringify({ value })),
  'JSON of ASCII alone': (value) =>
    JSON.stringify(value).replace(
      /[^ -~]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  'quoted for SQL': (value) => `'${value.replaceAll("'", "''")}'`,
  'quoted for CSV': (value) => `"${value.replaceAll('"', '""')}"`,
  'single-quoted for a shell': (value) => `'${value.replaceAll("'", `'\\''`)}'`,
  'single-quoted the other way': (value) => `'${value.replaceAll("'", `'"'"'`)}'`,
  'double-quoted for a shell': (value) => `"${value.replace(/["$`\\]/g, '\\$&')}"`,
  'escaped for a shell': (value) => value.replace(/[^A-Za-z0-9é]/g, '\\$&'),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in lower case': (value) =>
    encodeURIComponent(value).replace(/%../g, (sign) => sign.toLowerCase()),
  'URL-encoded as a whole address is': encodeURI,
  'a form': (value) => new URLSearchParams({ value }).toString(),
  base64: (value) => Buffer.from(value).toString('base64'),
  'base64, second place': (value) => Buffer.from(`u${value}more`).toString('base64'),
  'base64, third place': (value) => Buffer.from(`us${value}more text`).toString('base64'),
  'base64, for the header of a user': (value) => Buffer.from(`user:${value}`).toString('base64'),
  base64url: (value) => Buffer.from(`ü:${value}>>>???`).toString('base64url'),
}

test.each(Object.keys(forms))('a value is masked in this form: %s', (name) => {
  const mask = createMask(canaries)
  for (const canary of canaries) {
    const written = forms[name]?.(canary) ?? ''
    const shown = mask(`before ${written} after`)
    expect(shown).toMatch(/^before .*\[secret\].* after$/)
    // What is left of it is at most its mixed ends and quotation.
    const left = shown.replaceAll('[secret]', '')
    for (let at = 0; at + 6 <= canary.length; at += 1) expect(left).not.toContain(canary.slice(at, at + 6))
    expect(written.length - left.length + 'before  after'.length).toBeGreaterThan(canary.length / 2)
  }
})

test('what looks like a secret is masked, whoever made it', () => {
  const mask = createMask([])
  const shown = mask(
    [
      'key sk-proj-abcdef0123456789',
      'slack xoxb-123456-abcdef',
      `token aia_0123456789ab_${'x'.repeat(43)}`,
      'postgres://app:s3cret-pass@db:5432/ops',
      'redis://:onlypassword@cache:6379',
      'Authorization: Bearer abc.def-ghi_jkl',
      `jwt ${'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJib3QifQ.c2lnbmF0dXJl'}`,
    ].join('\n'),
  )
  expect(shown).toBe(
    [
      'key [secret]',
      'slack [secret]',
      'token [secret]',
      'postgres://[secret]@db:5432/ops',
      'redis://[secret]@cache:6379',
      'Authorization: Bearer [secret]',
      'jwt [secret]',
    ].join('\n'),
  )
})

test('ordinary words stay, also where a secret is shorter than six characters', () => {
  const text = 'the task-list at https://example.com/path: asked by ask-me@example.com, bearer of news, a12'
  expect(createMask(['a12', 'hunter2hunter2', ''])(text)).toBe(text)
})

test('the agent knows every secret setting, the passwords in addresses, and what it made up', async () => {
  const folder = await temporaryFolder('mask-')
  const secrets = await openSecrets(join(folder, 'secrets.json'))
  const config = readConfig({
    DATABASE_URL: 'postgres://app:p%40ss-word@127.0.0.1/a',
    OPENAI_API_KEY: 'plain-openai-key',
    SLACK_BOT_TOKEN: 'plain-slack-token',
    MicrosoftAppPassword: 'plain-teams-password',
    TOKEN_PRIVATE_KEY: 'plain-private-key',
    REDIS_URL: 'redis://:redis-password@127.0.0.1',
  })
  const mask = createMask([...secretSettings(config), ...agentSecrets(secrets)])
  const all = [
    ...['p%40ss-word', 'p@ss-word', 'plain-openai-key', 'plain-slack-token', 'plain-teams-password'],
    ...['plain-private-key', 'redis-password', secrets.tokens.privateKey],
    ...Object.values(secrets.assistant),
    ...Object.values(secrets.ops),
    secrets.reader,
  ]
  for (const secret of all) expect(mask(`<${secret}>`)).toBe('<[secret]>')
  await removeDataFolder(folder)
})

test('a secret that comes in two chunks is found, wherever they are split', () => {
  const mask = createMask(canaries)
  for (const form of Object.values(forms)) {
    const line = Buffer.from(`before ${form(canaries[1] ?? '')} after\n`)
    for (let at = 0; at <= line.length; at += 1) {
      const lines: string[] = []
      const writer = wholeLines(mask, (text) => lines.push(text))
      writer.write(line.subarray(0, at))
      writer.write(line.subarray(at))
      expect(lines).toEqual([mask(line.toString('utf8').slice(0, -1))])
    }
  }
})

test('a line that grows without end is cut, and no part of a secret stands at the cut', () => {
  const secret = 'hunter2hunter2'.repeat(20)
  const lines: string[] = []
  const writer = wholeLines(createMask([secret]), (text) => lines.push(text))
  for (let sent = 0; sent < 400_000; sent += secret.length) writer.write(Buffer.from(secret))
  writer.write(Buffer.from(`${secret.slice(0, 100)}\nnext\n`))
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^(\[secret\])*\S{0,8} \[cut\]$/)
  expect(lines.join('')).not.toContain('hunter2')
  expect(lines[1]).toBe('next')
})

test('a process log keeps whole masked lines, and the rest when the stream ends', async () => {
  const folder = await temporaryFolder('mask-')
  const log = openProcessLog(join(folder, 'thing.log'), createMask(canaries))
  const stream = new PassThrough()
  log.attach(stream)
  stream.write('first hunter2')
  expect(await readFile(log.path, 'utf8')).toBe('')
  stream.write('hunter2\nlast error: hunter2hunter2')
  expect(log.lastWords()).toBe('last error: [secret]')
  stream.end()
  await new Promise((resolve) => stream.once('close', resolve))
  expect(await readFile(log.path, 'utf8')).toBe('first [secret]\nlast error: [secret]\n')
  await removeDataFolder(folder)
})
