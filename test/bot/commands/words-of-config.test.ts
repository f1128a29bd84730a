import { expect, test } from '@jest/globals'
import { configWords, isConfigWords } from '../../../src/bot/commands/words-of-config.ts'

const change = (name: string, value: string | null) => ({ name, value })

test.each([
  ['', { kind: 'nothing' }],
  ['openai_model', { kind: 'setting', name: 'OPENAI_MODEL', isSecret: false }],
  ['OPENAI_API_KEY', { kind: 'setting', name: 'OPENAI_API_KEY', isSecret: true }],
  ['OPENAI_MODEL=gpt-4o', { kind: 'changes', changes: [change('OPENAI_MODEL', 'gpt-4o')], reason: null }],
  [
    `openai_model="a b" MAX_PAGES=10 LOG_LEVEL= because  it\n helps`,
    {
      kind: 'changes',
      changes: [change('OPENAI_MODEL', 'a b'), change('MAX_PAGES', '10'), change('LOG_LEVEL', null)],
      reason: 'it helps',
    },
  ],
  ['OPENAI_API_KEY=', { kind: 'changes', changes: [change('OPENAI_API_KEY', null)], reason: null }],
  ['OPENAI_API_KEY=[secret]', { kind: 'secret', name: 'OPENAI_API_KEY' }],
  ['OPENAI_API_KEY [secret]', { kind: 'secret', name: 'OPENAI_API_KEY' }],
  ['MAX_PAGES=3 OPENAI_API_KEY=x', { kind: 'secret', name: 'OPENAI_API_KEY' }],
  ['of the V4.0?', { kind: 'unclear', words: 'of the V4.0?' }],
  ['OPENAI_MODEL=gpt-4o please', { kind: 'unclear', words: 'OPENAI_MODEL=gpt-4o please' }],
])('%j', (text, words) => {
  expect(configWords(text)).toEqual(words)
  expect(isConfigWords(text)).toBe(words.kind !== 'unclear')
})
