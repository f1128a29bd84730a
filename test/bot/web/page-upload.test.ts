import { expect, test } from '@jest/globals'
import {
  fileProblem,
  listOf,
  modelsIn,
  sizeOf,
  titleFrom,
} from '../../../src/bot/web/page/upload/file-facts.ts'

const pdf = { name: 'manual.pdf', size: 1_000, type: 'application/pdf' }

test('a PDF of a fair size may be tried', () => {
  expect(fileProblem(pdf, 50)).toBeUndefined()
})

test.each([
  [
    'a picture',
    { ...pdf, name: 'photo.png', type: 'image/png' },
    '“photo.png” is not a PDF. Choose a PDF file.',
  ],
  ['an empty file', { ...pdf, size: 0 }, '“manual.pdf” is empty. Choose another file.'],
  [
    'a file of 200 MB',
    { ...pdf, size: 200_000_000 },
    '“manual.pdf” has 200 MB; the most is 50 MB. Split it or save it smaller.',
  ],
])('%s is refused before it is sent', (_, file, sentence) => {
  expect(fileProblem(file, 50)).toBe(sentence)
})

test.each([
  ['AutoBoss_V4.0_Maintenance.pdf', 'AutoBoss V4.0 Maintenance'],
  ['autoboss-service-manual-2026-03.PDF', 'autoboss service manual-2026-03'],
  ['Οδηγίες χρήσης.pdf', 'Οδηγίες χρήσης'],
])('a title comes from the name %s', (name, title) => {
  expect(titleFrom(name)).toBe(title)
})

test('the models that a name mentions are chosen', () => {
  expect(modelsIn('AutoBoss_v4-0 start.pdf', ['V3.1B', 'V4.0'])).toEqual(['V4.0'])
})

test('a list is what stands between commas, each once', () => {
  expect(listOf(' torque, , bolts,torque ')).toEqual(['torque', 'bolts'])
})

test('a size is told in the unit that fits it', () => {
  expect([900, 24_300, 3_400_000, 199_960_000].map((size) => sizeOf({ size }))).toEqual([
    '1 kB',
    '25 kB',
    '3.4 MB',
    '200.0 MB',
  ])
})
