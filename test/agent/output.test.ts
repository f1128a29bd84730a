import { expect, test } from '@jest/globals'
import { lineText, sentence } from '../../src/agent/output.ts'

test.each([
  ['\u001b[1;31mred\u001b[0m text', 'red text'],
  ['\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007', 'link'],
  ['two\nlines\r\nand\ttabs\0', 'two lines and tabs'],
  ['turned \u202eround\u2066 and hid\u200bden\ufeff', 'turned round and hidden'],
  ['\u009b31mred in eight bits', 'red in eight bits'],
  ['Καλημέρα 💥', 'Καλημέρα 💥'],
])('%j leaves as %j', (text, shown) => {
  expect(lineText(text)).toBe(shown)
})

test('a long line is cut at 500 characters, and never in the middle of one', () => {
  for (const sign of ['a', 'é', '💥', '\u{1d400}']) {
    const shown = lineText(`x${sign.repeat(1_000)}`)
    expect(shown.length).toBeLessThanOrEqual(500)
    expect(shown.length).toBeGreaterThan(495)
    expect(shown.isWellFormed()).toBe(true)
    expect(shown.endsWith('…')).toBe(true)
  }
  expect(lineText('a'.repeat(500))).toBe('a'.repeat(500))
})

test('a sentence always says something', () => {
  expect(sentence('\u0007')).toBe('no words')
})
