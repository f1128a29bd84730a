import { expect, test } from '@jest/globals'
import { commandWords, nearNames, slipsBetween } from '../../src/bot/words.ts'

test.each([
  ['How do I start it?', null],
  ['help', null],
  ['and/or', null],
  ['/help', { word: 'help', rest: '', whole: 'help' }],
  ['  /HELP  ', { word: 'help', rest: '', whole: 'HELP' }],
  ['/ai status', { word: 'status', rest: '', whole: 'status' }],
  ['/ai', { word: 'help', rest: '', whole: '' }],
  ['/', { word: 'help', rest: '', whole: '' }],
  ['/aim high', { word: 'aim', rest: 'high', whole: 'aim high' }],
  ['/ask  two\nlines ', { word: 'ask', rest: 'two\nlines', whole: 'ask  two\nlines' }],
])('%j reads as %j', (text, words) => {
  expect(commandWords(text)).toEqual(words)
})

test.each([
  ['restart', 'restart', 0],
  ['restrat', 'restart', 1],
  ['restrt', 'restart', 1],
  ['resttart', 'restart', 1],
  ['rustart', 'restart', 1],
  ['', 'ask', 3],
  ['kitten', 'sitting', 3],
])('%j is %j with %i slips', (a, b, slips) => {
  expect([slipsBetween(a, b), slipsBetween(b, a)]).toEqual([slips, slips])
})

test('words of up to four letters may have one slip, longer ones two; the nearest comes first', () => {
  const names = ['ask', 'stop', 'start', 'status', 'restart']
  expect(nearNames('stpo', names)).toEqual(['stop'])
  expect(nearNames('stat', names)).toEqual(['start'])
  expect(nearNames('statr', names)).toEqual(['start', 'status'])
  expect(nearNames('restrat', names)).toEqual(['restart', 'start'].filter((name) => name === 'restart'))
  expect(nearNames('x'.repeat(10_000), names)).toEqual([])
})

test('one word that is as long as a page is near to nothing, at once', () => {
  const began = performance.now()
  expect(nearNames('x'.repeat(1_000_000), ['restart', 'status'])).toEqual([])
  expect(performance.now() - began).toBeLessThan(1_000)
})
