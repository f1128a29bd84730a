import { expect, test } from '@jest/globals'
import { marked, type Token } from 'marked'
import { streamText } from '../../../../src/bot/slack/render/stream.ts'
import { diceOf, hostile, randomText } from '../../../harness/random-cards.ts'

const texts = [
  ...hostile,
  ...hostile.map((word) => `a ${word} b`),
  ...hostile.map((word) => `a\n${word}\nb`),
  ...Array.from({ length: 25 }, (_, seed) => randomText(diceOf(seed + 1), 40)),
]

test('what was streamed stays as it was, wherever the text is cut', () => {
  for (const text of texts) {
    const whole = streamText(text)
    const ends = Array.from({ length: text.length }, (_, end) => end)
    expect(ends.filter((end) => !whole.startsWith(streamText(text.slice(0, end))))).toEqual([])
  }
})

/** What plain paragraphs and lists are made of. */
const plain = new Set(['space', 'paragraph', 'text', 'list', 'list_item', 'escape'])

const typesIn = (tokens: Token[]): string[] =>
  tokens.flatMap((token) => [
    token.type,
    ...typesIn('tokens' in token ? (token.tokens ?? []) : []),
    ...typesIn(token.type === 'list' ? token.items : []),
  ])

test('read as Markdown it is nothing but paragraphs and lists', () => {
  for (const text of texts) {
    const strange = typesIn(marked.lexer(streamText(text))).filter((type) => !plain.has(type))
    expect([text, strange]).toEqual([text, []])
  }
})

test('lists stay lists', () => {
  const types = typesIn(marked.lexer(streamText('First:\n\n1. Stop\n2. Start\n\nOr:\n\n- this\n- that')))
  expect(types.filter((type) => type === 'list')).toHaveLength(2)
  expect(types.filter((type) => type === 'list_item')).toHaveLength(4)
})

test('words, figures and times are left alone', () => {
  const text = 'The ai_assistant answers in 2.5 s (limit 10 s) at 14:06:12: 62 Nm, E-104, 10 %.'
  expect(streamText(text)).toBe(text)
})

test('nobody is mentioned', () => {
  const shown = streamText('<!channel> <@U012AB3CD> @here <https://evil.example|x>')
  expect(shown).not.toMatch(/[<>]|(?<!\u2060)@/)
})
