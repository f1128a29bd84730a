import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { execa } from 'execa'
import { type BotHome, botHome, type TestBot } from '../../../harness/bot.ts'
import { rawRequest } from '../../../harness/raw-request.ts'
import { callWith, cookiesIn, password, sendSignIn, startClosedBot } from '../../../harness/sign-in.ts'

const root = join(import.meta.dirname, '../../../..')

/** Each command starts a process. */
jest.setTimeout(240_000)

let home: BotHome
let bot: TestBot
let folder: string

beforeAll(async () => {
  home = await botHome('http://127.0.0.1:1')
  bot = await startClosedBot(home)
  folder = await mkdtemp(join(tmpdir(), 'tokens-'))
})
afterAll(async () => {
  await bot?.close()
  await home?.remove()
  await rm(folder, { recursive: true, force: true })
})

/** Runs a script; `input` is what is typed where there is no terminal. */
async function run(script: 'password' | 'token', args: string[], input = '') {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [`scripts/${script}.ts`, ...args], {
    cwd: root,
    input,
    reject: false,
    extendEnv: false,
    env: { PATH: process.env['PATH'] ?? '', ...home.environment },
  })
  return { exitCode, stdout, stderr }
}

const audited = (action: string) =>
  home.query('SELECT person, verified, subject, detail, place FROM audit WHERE action = $1', [action])

test('a password is set, listed and taken away; what was open with it ends', async () => {
  const set = await run('password', ['set', 'maria'], `${password}\n`)
  expect(set).toMatchObject({ exitCode: 0, stderr: '' })
  expect(set.stdout).toBe('Maria Sample signs in as maria with this password. Open sessions have ended.')
  const answer = await sendSignIn(bot, { name: 'maria', password })
  expect(answer.status).toBe(303)
  expect((await run('password', ['list'])).stdout).toMatch(/^person +signs in as +since\nmaria +maria +20/)

  await run('password', ['set', 'maria'], `another ${password}\n`)
  expect((await callWith(bot, cookiesIn(answer), '/api/me')).status).toBe(401)
  expect((await sendSignIn(bot, { name: 'maria', password })).status).toBe(401)

  const again = await sendSignIn(bot, { name: 'maria', password: `another ${password}` })
  expect((await run('password', ['remove', 'maria'])).exitCode).toBe(0)
  expect((await callWith(bot, cookiesIn(again), '/api/me')).status).toBe(401)
  expect(await run('password', ['remove', 'maria'])).toMatchObject({
    exitCode: 1,
    stderr: 'maria has no password.',
  })
  expect(await audited('password.set')).toHaveLength(2)
  expect(await audited('password.removed')).toEqual([
    { person: 'command-line', verified: false, subject: 'maria', detail: {}, place: 'command line' },
  ])
})

test.each([
  ['somebody unknown', ['set', 'nobody'], 'There is no nobody in people.yml. Name one of: maria, '],
  ['a short password', ['set', 'maria'], 'A password has at least 12 characters'],
  ['no command', [], 'Say what to do: set PERSON'],
])('%s is refused in a sentence', async (_, args, says) => {
  const { exitCode, stderr } = await run('password', args, 'short\n')
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(says)])
  expect(stderr).not.toMatch(/\n\s+at /)
})

test('a token goes into a file that its owner alone may read, is never printed, and is used and revoked', async () => {
  const file = join(folder, 'monitor.token')
  const args = ['create', 'the monitor', '--person', 'nikos', '--scopes', 'monitor', '--out', file]
  const made = await run('token', args)
  expect(made).toMatchObject({ exitCode: 0, stdout: '' })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const header = await readFile(file, 'utf8')
  expect(header).toMatch(/^Authorization: Bearer aia_[0-9a-f]{12}_[A-Za-z0-9_-]{43}\n$/)
  const authorization = header.trim().replace('Authorization: ', '')
  const secret = authorization.split('_').slice(2).join('_')
  expect(made.stderr).not.toContain(secret)

  const me = () => rawRequest(`${bot.url}/api/me`, { host: 'localhost', authorization })
  expect(JSON.parse((await me()).body)).toMatchObject({ person: { id: 'nikos' } })
  expect(JSON.stringify(await home.query('SELECT * FROM api_tokens'))).not.toContain(secret)
  expect(await run('token', args)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('is there already'),
  })

  const [, id = ''] = /aia_([0-9a-f]+)_/.exec(header) ?? []
  const list = (await run('token', ['list'])).stdout
  expect(list).toMatch(new RegExp(`^${id} +the monitor +nikos +monitor +20\\S+ +20\\S+ +-$`, 'm'))
  expect(list).not.toContain(secret)
  expect((await run('token', ['revoke', id])).exitCode).toBe(0)
  expect((await me()).status).toBe(401)
  expect((await run('token', ['revoke', id])).exitCode).toBe(1)
  expect(await audited('token.created')).toEqual([
    expect.objectContaining({
      subject: id,
      detail: expect.objectContaining({ for: 'nikos', scopes: 'monitor' }),
    }),
  ])
  expect(await audited('token.revoked')).toHaveLength(1)
})

test('with - it is printed, and nothing else is', async () => {
  const args = ['create', 'x', '--person', 'maria', '--scopes', 'ask,monitor', '--days', '1', '--out', '-']
  expect((await run('token', args)).stdout).toMatch(
    /^Authorization: Bearer aia_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/,
  )
})

test.each([
  [
    'an unknown scope',
    ['--person', 'maria', '--scopes', 'all', '--out', '-'],
    '--scopes must be one or more of',
  ],
  ['no scope', ['--person', 'maria', '--out', '-'], '--scopes must be one or more of'],
  [
    'a life without end',
    ['--person', 'maria', '--scopes', 'ask', '--days', '9999', '--out', '-'],
    '--days must be',
  ],
  ['nobody', ['--scopes', 'ask', '--out', '-'], 'people.yml'],
  ['no place', ['--person', 'maria', '--scopes', 'ask'], 'Say what to do'],
  ['an unknown option', ['--admin'], 'Unknown option'],
])('a token with %s is not made', async (_, args, says) => {
  const { exitCode, stderr } = await run('token', ['create', 'x', ...args])
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(says)])
})

test('where the database cannot be reached, that is said', async () => {
  const { stderr } = await execa(process.execPath, ['scripts/password.ts', 'list'], {
    cwd: root,
    reject: false,
    env: { ...home.environment, OPS_DATABASE_URL: 'postgres://a:hidden@127.0.0.1:1/ops' },
  })
  expect(stderr).toBe('The ops database cannot be reached. Start it, or correct OPS_DATABASE_URL.')
})
