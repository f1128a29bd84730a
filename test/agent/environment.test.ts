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
  MicrosoftAppPassword: 'secret',
}
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
    'MicrosoftAppPassword',
  ])
})

test('every secret in the table of settings reaches the process that needs it', () => {
  const secrets = Object.entries(settings).filter(([, setting]) => 'secret' in setting)
  expect(Object.keys(everySecret).sort()).toEqual(secrets.map(([name]) => name).sort())
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
