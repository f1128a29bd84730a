import { expect, test } from '@jest/globals'
import { marked, type Token } from 'marked'
import { joiner, lookalikes } from '../../../../src/bot/render/markdown.ts'
import { markdownText } from '../../../../src/bot/teams/render/markdown.ts'
import { literal } from '../../../../src/bot/teams/render/text.ts'
import { hostile as hostileWord } from '../../../harness/hostile.ts'
import { diceOf, hostile, randomText } from '../../../harness/random-cards.ts'

const words = [...hostile, ...Array.from({ length: 400 }, (_, n) => hostileWord(n))]
const texts = [
  ...words,
  ...words.map((word) => `a ${word} b`),
  ...words.map((word) => `a\n${word}\nb`),
  ...Array.from({ length: 25 }, (_, seed) => randomText(diceOf(seed + 1), 40)),
]

/** What plain paragraphs are made of. */
const plain = new Set(['space', 'paragraph', 'text', 'escape'])

const typesIn = (tokens: Token[]): string[] =>
  tokens.flatMap((token) => [token.type, ...typesIn('tokens' in token ? (token.tokens ?? []) : [])])

const strangeIn = (markdown: string): string[] =>
  typesIn(marked.lexer(markdown)).filter((type) => !plain.has(type))

/** What people read of Markdown, with the characters that only look the same. */
function readOf(markdown: string): string {
  const html = marked.parse(markdown, { async: false })
  const shown = html
    .replace(/<\/?p>/g, ' ')
    .replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll(joiner, '')
  return normal(
    Object.entries(lookalikes).reduce((text, [real, shownAs]) => text.replaceAll(shownAs, real), shown),
  )
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" }

/** A text without what nobody sees. */
const normal = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\ufffd]+/gu, (found) => (/\s/.test(found) ? ' ' : ''))
    .replace(/\s+/g, ' ')
    .trim()

test('read as Markdown a text is nothing but paragraphs, and says just what it said', () => {
  for (const text of texts) {
    expect([text, strangeIn(markdownText(text))]).toEqual([text, []])
    expect(readOf(markdownText(text))).toBe(normal(text))
  }
})

test('so does a line of a card, which knows no HTML', () => {
  for (const text of texts) {
    expect([text, strangeIn(literal(text))]).toEqual([text, []])
    expect(readOf(literal(text))).toBe(normal(text))
  }
})

test('what was streamed stays as it was, wherever the text is cut', () => {
  for (const text of texts) {
    const whole = markdownText(text)
    const ends = Array.from({ length: text.length }, (_, end) => end)
    expect(ends.filter((end) => !whole.startsWith(markdownText(text.slice(0, end))))).toEqual([])
  }
})

test('each line is a paragraph, and keeps its number where numbers jump', () => {
  expect(markdownText('First:\n2. two\n5. five\n\n- that').split('\n\n').map(readOf)).toEqual([
    'First:',
    '2. two',
    '5. five',
    '- that',
  ])
})

test('words, figures and times are left alone', () => {
  const text = 'The ai_assistant answers in 2.5 s (limit 10 s) at 14:06:12: 62 Nm [1], E-104, 10 %.'
  expect(markdownText(text)).toBe(text)
  expect(literal(text)).toBe(text)
})

test('nobody is mentioned, no date is made, nothing is turned around', () => {
  expect(markdownText('<at>Nikos</at>')).toBe('&lt;at&gt;Nikos&lt;/at&gt;')
  expect(literal('{{DATE(2026-11-29T12:00:00Z)}} \u202egnp.exe')).not.toMatch(/\{\{|\u202e/)
})
