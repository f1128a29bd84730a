import { expect, test } from '@jest/globals'
import { inboundWithoutSecrets, withoutSecrets } from '../../src/bot/chat-secrets.ts'

test.each([
  ['/config OPENAI_API_KEY=sk-abc', '/config OPENAI_API_KEY=[secret]'],
  [
    'config openai_api_key = "two words" because it is old',
    'config openai_api_key = [secret] because it is old',
  ],
  ['OPENAI_API_KEY=a b c OPENAI_MODEL=gpt-4o', 'OPENAI_API_KEY=[secret] OPENAI_MODEL=gpt-4o'],
  ['config OPENAI_API_KEY abcdefg12345', 'config OPENAI_API_KEY [secret]'],
  ['set SLACK_BOT_TOKEN to xoxb-1234567890-abc', 'set SLACK_BOT_TOKEN to [secret]'],
  ['REDIS_URL=redis://:geheim@redis:6379', 'REDIS_URL=[secret]'],
  ['it is sk-proj-abcdefghijklmnop1234', 'it is [secret]'],
  ['postgres://ai:geheim@db:5432/x', 'postgres://ai:[secret]@db:5432/x'],
  ['OPENAI_API_KEY: one\nand more', 'OPENAI_API_KEY: [secret]\nand more'],
])('%j is kept as %j', (written, kept) => {
  expect(withoutSecrets(written)).toBe(kept)
  expect(withoutSecrets(kept)).toBe(kept)
})

test.each([
  'config OPENAI_API_KEY',
  'config OPENAI_API_KEY=',
  'is OPENAI_API_KEY set?',
  'config OPENAI_MODEL=gpt-4o-mini because it is cheaper',
  'What does E-104 mean on the V4.0? https://example.com/a:b',
])('%j has no secret', (written) => expect(withoutSecrets(written)).toBe(written))

test('what is typed at a button is cleaned too; what is chosen is not', () => {
  const click = { kind: 'click', action: 'config-change', value: 'OPENAI_API_KEY', postKey: 'p' } as const
  const typed = { ...click, input: 'OPENAI_API_KEY=sk-1', fields: { a: 'OPENAI_API_KEY=sk-1' } }
  expect(inboundWithoutSecrets(typed)).toEqual({
    ...click,
    input: 'OPENAI_API_KEY=[secret]',
    fields: { a: 'OPENAI_API_KEY=[secret]' },
  })
})
