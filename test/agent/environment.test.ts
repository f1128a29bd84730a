import { expect, test } from '@jest/globals'
import { environmentOf } from '../../src/agent/environment.ts'
import { readConfig, settings } from '../../src/config.ts'

const everySecret = {
  DATABASE_URL: 'postgres://u:p@127.0.0.1:1/a',
  OPS_DATABASE_URL: 'postgres://u:p@127.0.0.1:1/o',
  REDIS_URL: 'redis://127.0.0.1:1',
  OPENAI_API_KEY: 'sk-1',
  TOKEN_PRIVATE_KEY: 'private',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  SLACK_SIGNING_SECRET: 'signing',
  SLACK_CLIENT_SECRET: 'client',
  MicrosoftAppPassword: 'secret',
  TICKET_WEBHOOK_URL: 'https://tickets.example/hook/secret',
  TICKET_WEBHOOK_SECRET: 'between us',
  SMTP_URL: 'smtps://u:p@mail.example',
  PAGE_WEBHOOK_URL: 'https://pages.example/hook/secret',
  PAGE_WEBHOOK_SECRET: 'between us again',
  AUDIT_WEBHOOK_URL: 'https://audit.example/hook/secret',
  AUDIT_WEBHOOK_SECRET: 'between us too',
}
/** Of the databases' superusers and the roles that they make; and what only the agent itself works with. */
const ofOthers = [
  'DATABASE_ADMIN_URL',
  'DATABASE_APP_PASSWORD',
  'DATABASE_AGENT_PASSWORD',
  'DATABASE_MAINTENANCE_PASSWORD',
  'DATABASE_MAINTENANCE_URL',
  'OPS_DATABASE_ADMIN_URL',
  'OPS_DATABASE_APP_PASSWORD',
]
const config = readConfig({ ...everySecret, LOG_LEVEL: 'warn' })
const assistant = environmentOf('assistant', config, {})
const bot = environmentOf('bot', config, {})

test('each process gets the secrets it needs and none of the others', () => {
  const secretsIn = (environment: Record<string, string>) =>
    Object.keys(everySecret).filter((name) => name in environment)
  expect(secretsIn(assistant)).toEqual(['DATABASE_URL', 'REDIS_URL', 'OPENAI_API_KEY'])
  expect(secretsIn(bot)).toEqual([
    'OPS_DATABASE_URL',
    'REDIS_URL',
    'TOKEN_PRIVATE_KEY',
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_SIGNING_SECRET',
    'SLACK_CLIENT_SECRET',
    'MicrosoftAppPassword',
    'TICKET_WEBHOOK_URL',
    'TICKET_WEBHOOK_SECRET',
    'SMTP_URL',
    'PAGE_WEBHOOK_URL',
    'PAGE_WEBHOOK_SECRET',
    'AUDIT_WEBHOOK_URL',
    'AUDIT_WEBHOOK_SECRET',
  ])
})

test('every secret in the table of settings reaches the process that needs it', () => {
  const secrets = Object.entries(settings).filter(([, setting]) => 'secret' in setting)
  const known = [...Object.keys(everySecret), ...ofOthers]
  expect(known.sort()).toEqual(secrets.map(([name]) => name).sort())
})

test('what only the migration is given reaches neither process', () => {
  const given = readConfig(Object.fromEntries(ofOthers.map((name) => [name, 'postgres://u:p@127.0.0.1:1/x'])))
  for (const role of ['assistant', 'bot'] as const) {
    const environment = environmentOf(role, given, {})
    expect(ofOthers.filter((name) => name in environment)).toEqual([])
  }
})

test("the settings file goes before the agent's own settings, and what the agent decides before both", () => {
  const fromFile = { OPENAI_MODEL: 'gpt-x', LOG_LEVEL: 'error', TOKEN_PRIVATE_KEY: 'other', STRANGE: 'x' }
  const environment = environmentOf('assistant', config, { LOG_LEVEL: 'debug' }, fromFile)
  expect(environment).toMatchObject({ OPENAI_MODEL: 'gpt-x', LOG_LEVEL: 'debug' })
  expect(['TOKEN_PRIVATE_KEY', 'STRANGE'].filter((name) => name in environment)).toEqual([])
})

test('plain settings and the system reach both, and nothing else of the surroundings', () => {
  process.env['SOMEBODYS_API_KEY'] = 'not ours'
  const environment = environmentOf('bot', config, { EMBEDDED: 'true' })
  delete process.env['SOMEBODYS_API_KEY']
  expect(environment).toMatchObject({ LOG_LEVEL: 'warn', EMBEDDED: 'true', PATH: process.env['PATH'] })
  expect(assistant['LOG_LEVEL']).toBe('warn')
  expect(Object.values(environment)).not.toContain('not ours')
})

test('what the agent decides goes before what was set', () => {
  const given = readConfig({ BOT_PORT: '1234' })
  expect(environmentOf('bot', given, { BOT_PORT: '4321' })['BOT_PORT']).toBe('4321')
})
