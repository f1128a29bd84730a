import { expect, test } from '@jest/globals'
import { termsOf, wantsOf } from '../../../src/assistant/knowledge/terms.ts'

const codesIn = (text: string): string[] =>
  termsOf(text).flatMap((term) => (term.kind === 'code' ? [term.text] : []))
const wordsIn = (text: string): string[] =>
  termsOf(text).flatMap((term) => (term.kind === 'word' ? [term.text] : []))

/** Whether a question's only thing asked for is found in a text. */
function finds(question: string, text: string): boolean {
  const terms = new Set(termsOf(text).map((term) => `${term.kind} ${term.text}`))
  return wantsOf(question).every((want) => want.some((term) => terms.has(`${term.kind} ${term.text}`)))
}

test.each(['E-104', 'E104', 'e104', 'E 104', 'e 104', 'E–104', 'Ｅ１０４'])(
  '%s finds the error code, however it is written',
  (asked) => {
    for (const text of ['Error E-104: low pressure', 'see E104.', 'Code E 104 appears'])
      expect(finds(asked, text)).toBe(true)
  },
)

test.each([
  ['E-104', 'E-1040 appears'],
  ['E-104', '104 bar'],
  ['E104', 'E 105 and 104'],
  ['V3.1B', 'the V3.1 and the V31B'],
  ['AB40-2110', 'AB40-2111'],
])('%s is not %s', (asked, text) => {
  expect(finds(asked, text)).toBe(false)
})

test('a part number is found with a space, a hyphen or neither', () => {
  for (const asked of ['AB40-2110', 'AB40 2110', 'ab402110'])
    expect(finds(asked, 'blade bolt AB40-2110')).toBe(true)
  expect(finds('AB40-2110', 'blade bolt AB40 2110')).toBe(true)
})

test('a code typed on a Greek keyboard is the same code', () => {
  expect(finds('Ε-104', 'Error E-104')).toBe(true)
  expect(finds('ε104', 'Error E-104')).toBe(true)
})

test('model names stay whole', () => {
  expect(codesIn('The V3.1B and the V4.0.')).toEqual(['v3.1b', 'v4.0'])
})

test('a code is also found by its number alone', () => {
  expect(finds('104', 'Error E-104')).toBe(true)
})

test('a number finds its unit with or without a space', () => {
  expect(finds('25Nm', 'Tighten to 25 Nm')).toBe(true)
  expect(finds('25 Nm', 'Tighten to 25Nm')).toBe(true)
})

test.each([
  ['wifi', 'Wi-Fi'],
  ['Wi-Fi', 'WiFi'],
  ['λαδια', 'ΛΆΔΙΑ'],
  ['σκόνης', 'ΣΚΟΝΗΣ'],
  ['cafe', 'Café'],
  ['strasse', 'Straße'],
])('%s finds %s', (asked, text) => {
  expect(finds(asked, text)).toBe(true)
})

test('accents that make another letter are kept', () => {
  expect(wordsIn('йод')).toEqual(['йод'])
})

test.each(['', '   ', '?!… ---', '😀🔧', '\u0000\u0001', '\ud800'])(
  'there is nothing to look for in %j',
  (text) => {
    expect(wantsOf(text)).toEqual([])
  },
)

test('a word of any length is cut to what an index takes', () => {
  expect(Math.max(...termsOf('x'.repeat(100_000)).map((term) => term.text.length))).toBeLessThanOrEqual(64)
})
