import { expect, test } from '@jest/globals'
import { startDraft } from '../../../src/assistant/answer/draft.ts'

function cut(text: string, size: number): string[] {
  const draft = startDraft('en')
  const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  )
  return [...pieces.flatMap((piece) => draft.add(piece)), ...draft.end()].map(
    ({ before, text }) => before + text,
  )
}

test.each([1, 2, 7, 1_000])(
  'a text that arrives in pieces of %i characters is cut into the same sentences',
  (size) => {
    const text =
      '**Tighten** the bolts to 12.5 Nm. [1] Then, e.g. with a cloth, clean them [2].\n1. Stop it [2].\n2. Wait max. 5 s. [3]\nDone'
    expect(cut(text, size)).toEqual([
      'Tighten the bolts to 12.5 Nm [1].',
      ' Then, e.g. with a cloth, clean them [2].',
      '\n1. Stop it [2].',
      '\n2. Wait max. 5 s [3].',
      '\nDone',
    ])
  },
)

test('a sentence is given out only when the next has begun, since a mark may still follow it', () => {
  const draft = startDraft('en')
  expect(draft.add('They need 62 Nm.')).toEqual([])
  expect(draft.add(' [')).toEqual([])
  expect(draft.add('1] Use')).toEqual([{ before: '', text: 'They need 62 Nm [1].' }])
})

test('marks in a list are taken apart', () => {
  expect(cut('They need 62 Nm [1, 3].', 1_000)).toEqual(['They need 62 Nm [1][3].'])
})
