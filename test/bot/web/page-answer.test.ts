import { describe, expect, test } from '@jest/globals'
import { answerParts, pieces } from '../../../src/bot/web/page/chat/answer-text.ts'
import { splitHeadline } from '../../../src/bot/web/page/chat/headline.ts'

describe('the marks of an answer', () => {
  test('keep the word (and its figure) before them and the punctuation after them on their line', () => {
    expect(pieces('Tighten to 45 Nm [1][3]. Then check.')).toEqual([
      'Tighten to ',
      { word: '45 Nm', marks: [1, 3], after: '.' },
      ' Then check.',
    ])
  })

  test('stand alone where no word is before them', () => {
    expect(pieces('[2] says so')).toEqual([{ word: '', marks: [2], after: '' }, ' says so'])
  })

  test('leave a figure and its unit together, too', () => {
    expect(pieces('first 30 Nm, then 62 minutes at 5 m')).toEqual([
      'first 30\u00a0Nm, then 62 minutes at 5\u00a0m',
    ])
  })

  test('are numbers in brackets and nothing else', () => {
    expect(pieces('Set [on] and array[1234] stay')).toEqual(['Set [on] and array[1234] stay'])
  })

  test('are found in Greek', () => {
    expect(pieces('ροπή 45 Nm [1]·')).toEqual(['ροπή ', { word: '45 Nm', marks: [1], after: '·' }])
  })

  test('lose no text, whatever it is', () => {
    const text = 'a [1] [2], b[3]c <img src=x onerror=alert(1)> [99] — «d» [4]» end'
    const back = pieces(text)
      .map((piece) =>
        typeof piece === 'string'
          ? piece
          : piece.word + piece.marks.map((n) => `[${n}]`).join('') + piece.after,
      )
      .join('')
    expect(back.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
  })
})

describe('the parts of an answer', () => {
  test('are paragraphs between blank lines', () => {
    expect(answerParts('One\ntwo\n\nThree')).toEqual([
      { kind: 'paragraph', lines: [['One'], ['two']] },
      { kind: 'paragraph', lines: [['Three']] },
    ])
  })

  test('are lists where lines begin with a dash or a number', () => {
    expect(answerParts('Do this:\n1. First\n2. Second\n- Loose')).toEqual([
      { kind: 'paragraph', lines: [['Do this:']] },
      { kind: 'list', ordered: true, start: 1, items: [['First'], ['Second']] },
      { kind: 'list', ordered: false, start: 1, items: [['Loose']] },
    ])
  })

  test('keep the number that a list goes on with', () => {
    expect(answerParts('3. Third\n\n4. Fourth')).toEqual([
      { kind: 'list', ordered: true, start: 3, items: [['Third'], ['Fourth']] },
    ])
  })

  test('are no list where a number only begins a sentence', () => {
    expect(answerParts('45 bolts are there')).toEqual([
      { kind: 'paragraph', lines: [['45 bolts are there']] },
    ])
  })

  test('of nothing are none', () => {
    expect(answerParts('')).toEqual([])
  })
})

describe('a headline', () => {
  test.each([
    ['FAILED · Restart · step 5', { state: 'FAILED', rest: 'Restart · step 5' }],
    ['NOT ANSWERED', { state: 'NOT ANSWERED', rest: '' }],
    ['Help', { state: '', rest: 'Help' }],
    ['Help · for staff', { state: '', rest: 'Help · for staff' }],
    ['ΑΝΟΙΧΤΟ · C-31', { state: 'ΑΝΟΙΧΤΟ', rest: 'C-31' }],
    ['2026 · a year', { state: '', rest: '2026 · a year' }],
  ])('%s', (headline, parts) => {
    expect(splitHeadline(headline)).toEqual(parts)
  })
})
