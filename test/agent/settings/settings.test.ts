import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { growingMask } from '../../../src/agent/growing-mask.ts'
import { settingsFile } from '../../../src/agent/settings/file.ts'
import { createSettings, type Settings } from '../../../src/agent/settings/settings.ts'
import { stagedValues } from '../../../src/agent/settings/staged.ts'
import type { SettingChange } from '../../../src/agent-api.ts'
import { removeDataFolder, temporaryFolder } from '../../harness/test-server.ts'

const handle = 'staged-0123456789abcdef'
const key = 'sk-a-very-long-secret-key-x7Qa'
const text = `# Ours\nOPENAI_MODEL=gpt-4o # the usual\nOPENAI_API_KEY=${key}\nPOSTGRES_PASSWORD='its own'\n`

let folder: string
let path: string
let now: Date
let mask: (text: string) => string
let settings: Settings
const open = (): void => {
  const secrets = growingMask([])
  mask = secrets.mask
  const file = settingsFile(path, () => now)
  settings = createSettings({ file, staged: stagedValues(join(folder, 'staged'), () => now), secrets })
}
beforeEach(async () => {
  folder = await temporaryFolder('settings-')
  path = join(folder, '.env.production')
  now = new Date(2026, 10, 28, 14, 3, 11)
  writeFileSync(path, text, { mode: 0o640 })
  open()
})
afterEach(() => removeDataFolder(folder))

const read = (name = '.env.production'): string => readFileSync(join(folder, name), 'utf8')
const digest = async (): Promise<string> => (await settings.view()).file_digest
const write = async (...changes: SettingChange[]) => settings.write(await digest(), changes)
const names = (): string[] => readdirSync(folder).sort()

test('the view tells what may be changed and what the file sets, and no secret', async () => {
  const view = await settings.view()
  const rows = Object.fromEntries(view.settings.map((row) => [row.name, row]))
  expect(view.file).toBe('.env.production')
  expect(rows['OPENAI_MODEL']).toEqual({
    name: 'OPENAI_MODEL',
    doc: 'The chat model.',
    secret: false,
    changeable: true,
    value: 'gpt-4o',
  })
  expect(rows['OPENAI_API_KEY']).toMatchObject({
    secret: true,
    changeable: true,
    value: 'set, ends in …x7Qa',
  })
  expect(rows['POSTGRES_PASSWORD']).toMatchObject({ secret: true, changeable: false, value: 'set' })
  expect(rows['CHAT_PER_MINUTE']).toMatchObject({ changeable: true, value: null })
  expect(rows['TOKEN_PRIVATE_KEY']).toBe(undefined)
  expect(JSON.stringify(view)).not.toMatch(/very-long|its own/)
})

test('what stands in the file is masked from then on', async () => {
  await settings.view()
  expect(mask(`${key} and its own`)).toBe('[secret] and [secret]')
})

test('a diff says before and after, changes nothing, and names what would not be valid', async () => {
  await settings.stage(handle, { name: 'OPENAI_API_KEY', value: 'sk-another' })
  const diff = await settings.diff([
    { name: 'OPENAI_MODEL', value: 'gpt-4o-mini' },
    { name: 'OPENAI_API_KEY', staged: handle },
    { name: 'MAX_PAGES', value: 'many' },
    { name: 'CHAT_PER_MINUTE', value: null },
  ])
  expect(diff).toMatchObject({
    file_digest: await digest(),
    lines: [
      { name: 'OPENAI_MODEL', before: 'gpt-4o', after: 'gpt-4o-mini' },
      { name: 'OPENAI_API_KEY', before: 'set, ends in …x7Qa', after: 'another value' },
      { name: 'MAX_PAGES', before: 'not set', after: 'many' },
      { name: 'CHAT_PER_MINUTE', before: 'not set', after: 'not set' },
    ],
    problems: [expect.stringMatching(/^MAX_PAGES /)],
  })
  expect(JSON.stringify(diff)).not.toContain('sk-another')
  expect(read()).toBe(text)
})

test('writing copies the file first, and both stay for their owner alone', async () => {
  await settings.stage(handle, { name: 'OPENAI_API_KEY', value: 'sk-another' })
  const before = await digest()
  const result = await write(
    { name: 'OPENAI_API_KEY', staged: handle },
    { name: 'OPENAI_MODEL', value: 'gpt-4o-mini' },
  )
  expect(result.backup).toBe('.env.production.backup.20261128_140311')
  expect(read(result.backup)).toBe(text)
  expect(read()).toBe(text.replace('gpt-4o', 'gpt-4o-mini').replace(key, 'sk-another'))
  expect(result.file_digest).toBe(await digest())
  expect(result.file_digest).not.toBe(before)
  for (const name of ['.env.production', result.backup]) {
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  }
  expect(readdirSync(join(folder, 'staged'))).toEqual([])
  expect(names()).toEqual(['.env.production', result.backup, 'staged'])
})

test('two copies in one second have names of their own, and each can be put back', async () => {
  const first = await write({ name: 'OPENAI_MODEL', value: 'one' })
  const second = await write({ name: 'OPENAI_MODEL', value: 'two' })
  expect([first.backup, second.backup]).toEqual([
    '.env.production.backup.20261128_140311',
    '.env.production.backup.20261128_140312',
  ])
  const restored = await settings.restore(first.backup)
  expect(read()).toBe(text)
  expect(restored.file_digest).toBe(await digest())
  expect(read(first.backup)).toBe(text)
})

test.each([
  '../.env.production',
  '.env.production',
  '.env.production.backup.20261128_140311/../x',
  '.env.production.backup.20200101_000000',
  'other.backup.20261128_140311',
])('what is no copy of the file is not put in its place: %s', async (name) => {
  writeFileSync(join(folder, 'other.backup.20261128_140311'), 'X=1')
  await expect(settings.restore(name)).rejects.toMatchObject({ code: 'no_such_backup', status: 404 })
  expect(read()).toBe(text)
})

test('a link is followed neither as the file nor as a copy of it', async () => {
  const name = '.env.production.backup.20200101_000000'
  writeFileSync(join(folder, 'elsewhere'), 'X=1')
  symlinkSync(join(folder, 'elsewhere'), join(folder, name))
  await expect(settings.restore(name)).rejects.toMatchObject({ code: 'bad_env_file' })
  expect(read()).toBe(text)
})

test('a file that somebody else changed meanwhile is not written', async () => {
  const before = await digest()
  writeFileSync(path, `${text}CHAT_PER_MINUTE=5\n`)
  const writing = settings.write(before, [{ name: 'OPENAI_MODEL', value: 'x' }])
  await expect(writing).rejects.toMatchObject({ code: 'settings_changed', status: 409 })
  expect(read()).toBe(`${text}CHAT_PER_MINUTE=5\n`)
  expect(names()).toEqual(['.env.production'])
})

test.each<[string, SettingChange, string]>([
  ['a value that is not valid', { name: 'MAX_PAGES', value: 'many' }, 'bad_setting'],
  ['an address that is none', { name: 'OPENAI_BASE_URL', value: 'nowhere' }, 'bad_setting'],
  ['a setting of somebody else', { name: 'TOKEN_PRIVATE_KEY', value: null }, 'forbidden_setting'],
  ['where the data is', { name: 'DATABASE_URL', value: 'postgres://x@y/z' }, 'forbidden_setting'],
  ['a name that means something else', { name: 'constructor', value: 'x' }, 'forbidden_setting'],
  ['an unknown setting', { name: 'LD_PRELOAD', value: '/x.so' }, 'forbidden_setting'],
  ['a secret in the open', { name: 'OPENAI_API_KEY', value: 'sk-open-secret' }, 'open_secret'],
  ['what looks like one', { name: 'OPENAI_BASE_URL', value: 'https://me:word-of@host/' }, 'open_secret'],
  ['a secret that is not there', { name: 'OPENAI_API_KEY', staged: handle }, 'no_such_staged'],
  ['a line of its own', { name: 'OPENAI_MODEL', value: 'x\nTOKEN_PUBLIC_KEY=y' }, 'unwritable_value'],
])('%s is refused, and nothing is changed', async (_, change, code) => {
  await expect(write(change)).rejects.toMatchObject({ code })
  expect(read()).toBe(text)
  expect(names().filter((name) => name !== 'staged')).toEqual(['.env.production'])
})

test('one setting twice is refused', async () => {
  const change = { name: 'OPENAI_MODEL', value: 'x' }
  await expect(write(change, change)).rejects.toMatchObject({ code: 'twice' })
})

test('a secret that is to go may be named in the open', async () => {
  await write({ name: 'OPENAI_API_KEY', value: null })
  expect(read()).toBe(text.replace(`OPENAI_API_KEY=${key}\n`, ''))
})

test('a secret that was handed over is kept for its owner alone, over a restart, for half an hour', async () => {
  await settings.stage(handle, { name: 'OPENAI_API_KEY', value: 'sk-another' })
  await settings.stage(handle, { name: 'OPENAI_API_KEY', value: 'sk-another' })
  const other = settings.stage(handle, { name: 'OPENAI_API_KEY', value: 'sk-third' })
  await expect(other).rejects.toMatchObject({ code: 'other_staged', status: 409 })
  expect(mask('sk-another')).toBe('[secret]')
  expect(statSync(join(folder, 'staged', `${handle}.json`)).mode & 0o777).toBe(0o600)
  open()
  const asOther = settings.diff([{ name: 'REDIS_URL', staged: handle }])
  await expect(asOther).rejects.toMatchObject({ code: 'other_staged' })
  now = new Date(now.getTime() + 29 * 60_000)
  expect((await settings.diff([{ name: 'OPENAI_API_KEY', staged: handle }])).problems).toEqual([])
  now = new Date(now.getTime() + 2 * 60_000)
  await expect(write({ name: 'OPENAI_API_KEY', staged: handle })).rejects.toMatchObject({
    code: 'no_such_staged',
  })
  expect(readdirSync(join(folder, 'staged'))).toEqual([])
})

test('a secret that is too old goes by itself, and so does one that was half written', async () => {
  const staged = stagedValues(join(folder, 'staged'), () => now)
  await staged.keep(handle, { name: 'OPENAI_API_KEY', value: 'sk-another' })
  writeFileSync(join(folder, 'staged', `${handle}x.json.new`), '{"value":"sk-ha')
  expect(await staged.sweep()).toEqual([{ name: 'OPENAI_API_KEY', value: 'sk-another' }])
  now = new Date(now.getTime() + 31 * 60_000)
  expect(await staged.sweep()).toEqual([])
  expect(readdirSync(join(folder, 'staged'))).toEqual([])
})

test.each([
  [{ name: 'REDIS_URL', value: 'no address' }, 'bad_setting'],
  [{ name: 'SLACK_BOT_TOKEN', value: 'xoxb-1' }, 'forbidden_setting'],
])('a secret that cannot be written is refused when it is handed over: %j', async (value, code) => {
  await expect(settings.stage(handle, value)).rejects.toMatchObject({ code })
  expect(names()).toEqual(['.env.production'])
})

test('a file that is not there is told as such', async () => {
  path = join(folder, 'missing.env')
  open()
  await expect(settings.view()).rejects.toMatchObject({ code: 'no_settings_file', status: 503 })
})
