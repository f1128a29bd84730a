import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { checks } from '../../scripts/validate/checks.ts'
import { type Installation, readInstallation } from '../../scripts/validate/installation.ts'
import { newTokenKeys } from '../../src/tokens.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const keys = newTokenKeys()
const password = (letter: string): string => letter.repeat(32)

const stack = {
  DOMAIN: 'assistant.example.test',
  PUBLIC_URL: 'https://assistant.example.test',
  DATABASE_ADMIN_PASSWORD: password('a'),
  DATABASE_OWNER_PASSWORD: password('b'),
  DATABASE_APP_PASSWORD: password('c'),
  DATABASE_AGENT_PASSWORD: password('d'),
  DATABASE_MAINTENANCE_PASSWORD: password('m'),
  OPS_DATABASE_ADMIN_PASSWORD: password('e'),
  OPS_DATABASE_OWNER_PASSWORD: password('f'),
  OPS_DATABASE_APP_PASSWORD: password('g'),
  TOKEN_PRIVATE_KEY: keys.privateKey,
  TOKEN_PUBLIC_KEY: keys.publicKey,
}
const assistant = {
  DATABASE_URL: `postgres://assistant_app:${password('c')}@db:5432/abparts_prod`,
  TOKEN_PUBLIC_KEY: keys.publicKey,
  OPENAI_API_KEY: 'sk-canary',
}
const sound = readInstallation(new Map(), join(root, 'config'))

function wrongIn(changes: Partial<Installation>): Record<string, string> {
  const installation: Installation = { ...sound, stack, assistant, bot: {}, ...changes }
  const found = checks.map(({ id, problems }) => [id, problems(installation).join(' ')] as const)
  return Object.fromEntries(found.filter(([, problems]) => problems !== ''))
}

test('what the installation script makes is right but for the sample people', () => {
  expect(Object.keys(wrongIn({}))).toEqual(['placeholders'])
  expect(wrongIn({})['placeholders']).toMatch(/sample people: maria, nikos/)
})

test.each<[string, string, Partial<Installation>]>([
  ['a wrong setting', 'settings', { assistant: { ...assistant, OPENAI_TIMEOUT_SECONDS: 'soon' } }],
  ['a setting that is none', 'settings', { assistant: { ...assistant, OPENAI_MODLE: 'gpt-4o' } }],
  ['a secret of the bot’s', 'settings', { assistant: { ...assistant, SLACK_BOT_TOKEN: 'xoxb-1' } }],
  ['no database', 'settings', { assistant: { ...assistant, DATABASE_URL: '' } }],
  ['a secret of the assistant’s with the bot', 'bot-settings', { bot: { OPENAI_API_KEY: 'sk-canary' } }],
  ['a channel that is none', 'bot-settings', { bot: { SLACK_CASES_CHANNEL: '#help' } }],
  ['a broken file', 'config', { people: null, unreadable: ['people.yml, line 3: …'] }],
  ['an example left', 'placeholders', { assistant: { ...assistant, OPENAI_API_KEY: 'CHANGE_ME' } }],
  ['another key', 'keys', { assistant: { ...assistant, TOKEN_PUBLIC_KEY: newTokenKeys().publicKey } }],
  ['no key', 'keys', { stack: { ...stack, TOKEN_PRIVATE_KEY: 'bm9uZQ==' } }],
  ['a short password', 'passwords', { stack: { ...stack, DATABASE_OWNER_PASSWORD: 'secret' } }],
  ['a shared password', 'passwords', { stack: { ...stack, DATABASE_OWNER_PASSWORD: password('a') } }],
  [
    'the owner’s role',
    'roles',
    { assistant: { ...assistant, DATABASE_URL: 'postgres://abparts_user:x@db/abparts_prod' } },
  ],
  ['http', 'address', { stack: { ...stack, PUBLIC_URL: 'http://assistant.example.test' } }],
  ['another host', 'address', { stack: { ...stack, PUBLIC_URL: 'https://other.example.test' } }],
  ['an old container', 'current', { running: new Map([['ai_assistant', [['OPENAI_API_KEY=sk-old']]]]) }],
  ['a path', 'address', { stack: { ...stack, PUBLIC_URL: 'https://assistant.example.test/ai' } }],
])('%s is found by the check that is named for it', (_, id, changes) => {
  expect(wrongIn(changes)[id]).toBeDefined()
  expect(JSON.stringify(wrongIn(changes))).not.toMatch(/canary|cccc|xoxb/)
})

test('every line of the checklist with a name is a check, and every check is a line', () => {
  const listed = [...read('ai_assistant/PRODUCTION_CHECKLIST.md').matchAll(/^- \[ \] \[([a-z-]+)\]/gm)].map(
    ([, id]) => id,
  )
  const script = read('ai_assistant/scripts/validate_config.sh')
  const inScript = [...script.matchAll(/(?<![\w-])(?:check|ok|note|wrong) ([a-z-]+) ["\\]/g)].map(
    ([, id]) => id,
  )
  const made = new Set([...inScript, ...checks.map(({ id }) => id)])
  expect([...new Set(listed)].sort()).toEqual([...made].sort())
  expect(listed).toHaveLength(made.size)
})
