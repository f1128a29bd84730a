import { expect, test } from '@jest/globals'
import type { Line } from '../../../../src/assistant/knowledge/pdf/line.ts'
import type { OutlineEntry } from '../../../../src/assistant/knowledge/pdf/outline.ts'
import { outlineHeadings } from '../../../../src/assistant/knowledge/pdf/outline-headings.ts'

/** The lines of page 1, one below the other, 20 points apart from y 100 on. */
const printed = (...texts: string[]): Line[] =>
  texts.map((text, index) => ({
    page: 1,
    text,
    x: 72,
    y: 100 + 20 * index,
    width: 200,
    size: 10,
    row: false,
  }))

const entry = (title: string, y: number | null): OutlineEntry => ({ title, level: 1, page: 1, y })
const places = (lines: Line[], outline: OutlineEntry[]) =>
  outlineHeadings(lines, outline).map(({ title, start, end }) => [title, start, end])

test('an entry that names its place is found there, though its title stands elsewhere too', () => {
  const lines = printed('Filter', 'See below.', 'Filter', 'Wash it.')
  expect(places(lines, [entry('Filter', 130)])).toEqual([['Filter', 2, 3]])
})

test('an entry that names only its page is found by its title, after the entry before it', () => {
  const lines = printed('Pump', 'The filter is blue.', 'Filter', 'Wash it.', 'Pump', 'Again.')
  expect(places(lines, [entry('Filter', null), entry('Pump', null)])).toEqual([
    ['Filter', 2, 3],
    ['Pump', 4, 5],
  ])
})

test('a title is found with and without its number, and over several lines', () => {
  const lines = printed('3.2 Replacing', 'the blades', 'Hold the disc.', 'Storage', 'Keep it dry.')
  expect(places(lines, [entry('Replacing the blades', null), entry('4 Storage', null)])).toEqual([
    ['Replacing the blades', 0, 2],
    ['4 Storage', 3, 4],
  ])
})

test('an entry whose title is not printed begins where it points', () => {
  const lines = printed('First.', 'Second.', 'Third.')
  expect(places(lines, [entry('A picture', 115)])).toEqual([['A picture', 1, 1]])
})
