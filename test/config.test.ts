import { describe, expect, test } from '@jest/globals'
import { publicUrl, readConfig, settings } from '../src/config.ts'

describe('the settings', () => {
  test('have a value or are optional when nothing is set', () => {
    expect(readConfig({})).toMatchObject({
      DATA_DIR: '.data',
      ASSISTANT_PORT: 8001,
      BOT_PORT: 3000,
      OPENAI_FALLBACK_MODEL: 'gpt-3.5-turbo',
      EMBEDDED: false,
      OPENAI_API_KEY: undefined,
    })
  })

  test('count an empty value as not set', () => {
    expect(readConfig({ OPENAI_API_KEY: '', ASSISTANT_PORT: '' })).toMatchObject({
      OPENAI_API_KEY: undefined,
      ASSISTANT_PORT: 8001,
    })
  })

  test('are refused together, each with what it must be, and never with the value of a secret', () => {
    const read = () =>
      readConfig({ ASSISTANT_PORT: '99999', DATABASE_URL: 'mysql://root:hunter2@db/x', EMBEDDED: 'perhaps' })
    expect(read).toThrow(
      /ASSISTANT_PORT .+; DATABASE_URL must look like postgres:.+; EMBEDDED must be true or false/,
    )
    expect(read).not.toThrow(/hunter2/)
  })

  test('say what a number must be in plain words', () => {
    expect(() => readConfig({ CHAT_PER_MINUTE: 'many' })).toThrow(/CHAT_PER_MINUTE must be a number\./)
  })

  test.each([
    'http://slack.com',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'slack.com',
  ])('let nobody vouch for people over a line that others hear: %s', (SLACK_ISSUER) => {
    expect(() => readConfig({ SLACK_ISSUER })).toThrow(/SLACK_ISSUER must/)
  })

  test('trust addresses and networks as proxies, and nothing else', () => {
    const trusted = 'uniquelocal, 10.0.0.0/8,::1'
    expect(readConfig({ TRUSTED_PROXY: trusted }).TRUSTED_PROXY).toBe(trusted)
    for (const TRUSTED_PROXY of ['everybody', '*', '10.0.0/8', '10.0.0.0/all', 'true']) {
      expect(() => readConfig({ TRUSTED_PROXY })).toThrow(/TRUSTED_PROXY must be addresses or networks/)
    }
  })

  test('are each explained in a sentence', () => {
    for (const { doc } of Object.values(settings)) expect(doc).toMatch(/^[A-Z].*\.$/)
  })

  test('name the public address without a slash at its end', () => {
    expect(publicUrl(readConfig({ PUBLIC_URL: 'https://chat.example.com/' }))).toBe(
      'https://chat.example.com',
    )
    expect(publicUrl(readConfig({ BOT_PORT: '3100' }))).toBe('http://localhost:3100')
  })
})
