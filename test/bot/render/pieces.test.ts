import { expect, test } from '@jest/globals'
import { pieces } from '../../../src/bot/render/pieces.ts'

test.each([
  ['between paragraphs', 'One. Two\n\nThree', 12, ['One. Two', 'Three']],
  ['between lines', 'one two\nthree', 10, ['one two', 'three']],
  ['between sentences', 'One is. Two is.', 12, ['One is.', 'Two is.']],
  ['between words', 'one two three', 9, ['one two', 'three']],
  ['within a word where nothing else is left', 'onetwothree', 6, ['onetwo', 'three']],
  ['never within a character', 'ab😀', 3, ['ab', '😀']],
  ['not at all where it fits', 'one', 3, ['one']],
  ['nothing of nothing', ' \n', 3, []],
])('a text is cut %s', (_, text, limit, expected) => {
  expect(pieces(text, limit)).toEqual(expected)
})
