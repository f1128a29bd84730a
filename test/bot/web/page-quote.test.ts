import { expect, test } from '@jest/globals'
import { findQuote } from '../../../src/bot/web/page/source/find-quote.ts'

const quote = 'Tighten the blade bolts crosswise to 45 Nm. Check the torque after 10 hours.'

/** What stands in the stretches, run by run. */
function marked(runs: string[], wanted: string): string[] {
  return findQuote(runs, wanted).map(({ run, start, end }) => runs[run]?.slice(start, end) ?? '')
}

test('a quote is found across text runs, whatever the white space', () => {
  const runs = [
    '5.2 Blade bolts',
    'Tighten the blade  bolts crosswise',
    '',
    'to 45 Nm.Check the',
    'torque after 10 hours. More.',
  ]
  expect(marked(runs, quote)).toEqual([
    'Tighten the blade  bolts crosswise',
    'to 45 Nm.Check the',
    'torque after 10 hours.',
  ])
})

test('a quote inside one run is marked from its first to its last letter', () => {
  expect(findQuote(['Before. Press stop. After.'], 'Press stop.')).toEqual([{ run: 0, start: 8, end: 19 }])
})

test('soft hyphens and case make no difference, and Greek is found', () => {
  expect(marked(['ΒΗΜΑ 1: Σφίξ\u00adτε τις βίδες'], 'βημα 1: σφίξτε τις βίδες')).toEqual([
    'ΒΗΜΑ 1: Σφίξ\u00adτε τις βίδες',
  ])
})

test('of a quote that runs over the end of the page, its beginning is marked', () => {
  expect(marked(['… Tighten the blade bolts crosswise to', '45 Nm.', 'Page 7'], quote)).toEqual([
    'Tighten the blade bolts crosswise to',
    '45 Nm.',
  ])
})

test('of a quote that began on the page before, its end is marked', () => {
  expect(marked(['Header', 'Check the torque after 10 hours.', 'Other'], quote)).toEqual([
    'Check the torque after 10 hours.',
  ])
})

test('a few letters in common are no quote', () => {
  expect(findQuote(['Tighten the belt', 'Check the oil'], quote)).toEqual([])
})

test('nothing is found for an empty quote or on an empty page', () => {
  expect(findQuote(['text'], ' \n')).toEqual([])
  expect(findQuote([], quote)).toEqual([])
})
