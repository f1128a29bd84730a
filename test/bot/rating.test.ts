import { expect, test } from '@jest/globals'
import { ratingIn } from '../../src/bot/rating.ts'

const thumb = { messageId: 'm1', rating: 'down' as const }

test('a thumb says what it rates, and why where a reason is given', () => {
  expect(ratingIn(JSON.stringify(thumb))).toEqual(thumb)
  expect(ratingIn(JSON.stringify({ ...thumb, reason: '  ' }))).toEqual(thumb)
  expect(ratingIn(JSON.stringify({ ...thumb, reason: ' x ' }))).toEqual({ ...thumb, reason: 'x' })
})

test('a reason that is too long is told from what is no thumb at all', () => {
  const long = JSON.stringify({ ...thumb, reason: 'x'.repeat(2_001) })
  expect(() => ratingIn(long)).toThrow('The reason is longer than 2,000 characters.')
  for (const other of ['?', 'null', '{}', JSON.stringify({ ...thumb, rating: 'sideways' })])
    expect(() => ratingIn(other)).toThrow('This button does not say what it rates.')
})
