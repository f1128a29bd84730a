import { expect, test } from '@jest/globals'
import { attach } from '../../../src/bot/web/page/cases/attached.ts'

const limits = { files: 5, bytesEach: 10_000_000 }
const file = (name: string, size = 1_000) => ({ name, size })

test('files are attached up to what a message takes, and the others are named', () => {
  const before = [file('a'), file('b'), file('c')]
  const { files, problems } = attach(before, [file('d'), file('e'), file('f'), file('g')], limits)
  expect(files.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(problems).toEqual(['A message takes 5 files. Send “f”, “g” in another.'])
})

test('one that is too large is named at once, and takes no place; one of just so much is taken', () => {
  const { files, problems } = attach([], [file('film.mp4', 10_000_001), file('full', 10_000_000)], limits)
  expect(files.map(({ name }) => name)).toEqual(['full'])
  expect(problems).toEqual(['“film.mp4” has 11 MB; the most is 10 MB. Send a smaller copy, or a link.'])
})
