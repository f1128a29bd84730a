import { describe, expect, test } from '@jest/globals'
import { quoteAnswer } from '../../../src/assistant/answer/quote.ts'
import { relevanceOf } from '../../../src/assistant/answer/relevance.ts'
import type { Passage } from '../../../src/assistant/knowledge/search.ts'
import { passage } from './passage.ts'

const quote = (query: string, ...passages: Passage[]) =>
  quoteAnswer({ query, language: 'en', passages, publicUrl: 'http://bot' })

const cable = passage(
  'Winch › Cable',
  'The cable is 40 m long. Replace the cable every 200 hours.\nThe hook bolt needs 18 Nm.\fGrease the drum before storage.',
)
const change = passage(
  'Winch › Replace the cable',
  'It takes 20 minutes.\n1. Switch the winch off.\n2. Unwind the cable.\n3. Fit the new one.\nWARNING: The drum may still turn. Keep your hands away.',
)

test('the sentence with the figure that was asked for is quoted, with the page it stands on', () => {
  const answer = quote('What torque does the hook bolt need?', cable, change)
  expect(answer?.text).toBe('The hook bolt needs 18 Nm. [1]')
  expect(answer?.citations).toMatchObject([{ quote: 'The hook bolt needs 18 Nm.', page: 3, page_end: 3 }])
})

test.each([
  ['How long is the cable?', 'Cable length 40 m [1]'],
  ['How heavy is the winch?', 'Mass of the winch 38 kg [1]'],
  ['At what pressure does the valve open? what pressure?', 'The valve opens at 12 bar [1]'],
])('a figure is found under the name that the manual has for it: %s', (query, text) => {
  const data = passage(
    'Technical data',
    'Heavy growth 160 bar\nMass of the winch 38 kg\nCable length 40 m\nThe valve opens at 12 bar\nReplace the cable every 200 h',
  )
  expect(quote(query, data)?.text).toBe(text)
})

test('the figure of another part is no answer', () => {
  const torques = passage('Tightening torques', 'Hook bolt M8 18 Nm\nDrum bolt M10 40 Nm')
  expect(quote('What torque does the rudder bolt need?', torques)).toBeUndefined()
  expect(quote('What torque does the drum bolt need?', torques)?.text).toBe('Drum bolt M10 40 Nm [1]')
})

test('a warning that is itself the answer is in the answer too', () => {
  const sling = passage('Lifting', 'CAUTION: Use a sling rated for at least 250 kg.\nStand aside.')
  const answer = quote('sling rating for lifting', sling)
  expect(answer?.text).toContain('rated for at least 250 kg')
  expect(answer?.warnings).toHaveLength(1)
})

test('a quote on the second page of a passage cites that page', () => {
  const answer = quote('Why grease the drum before storage?', cable)
  expect(answer?.text).toContain('Grease the drum before storage. [1]')
  expect(answer?.citations).toMatchObject([{ page_end: 4, url: expect.stringMatching(/page=4$/) }])
})

test('how to do something is answered with the whole list, and the warning beside it', () => {
  const answer = quote('How do I replace the cable?', cable, change)
  expect(answer?.text).toContain('1. Switch the winch off.\n2. Unwind the cable.\n3. Fit the new one. [1]')
  expect(answer?.warnings).toEqual([
    { text: 'WARNING: The drum may still turn. Keep your hands away.', citation: 1 },
  ])
  expect(answer?.text).not.toContain('WARNING')
})

test('a long list is kept whole although it has more words than other answers may have', () => {
  const steps = Array.from(
    { length: 12 },
    (_, index) => `${index + 1}. Turn the screw number ${index + 1} ${'very slowly '.repeat(4)}.`,
  )
  const answer = quote('How do I open the gearbox?', passage('Open the gearbox', steps.join('\n')))
  expect(answer?.text.split('\n')).toHaveLength(12)
})

test('what the first passage leaves open is quoted from the next', () => {
  const answer = quote(
    'Is the cable steel and the drum zinc?',
    passage('Winch › Cable', 'The cable is made of steel.'),
    passage('Winch › Drum', 'The drum is covered with zinc.', { score: 9 }),
  )
  expect(answer?.text).toBe('The cable is made of steel. [1]\nThe drum is covered with zinc. [2]')
  expect(answer?.citations.map(({ heading }) => heading)).toEqual(['Winch › Cable', 'Winch › Drum'])
})

describe('nothing is quoted', () => {
  test.each([
    ['about something else', 'What torque does the rudder bolt need?'],
    ['about another code', 'What does E-77 mean?'],
    ['that only shares a word', 'hours of the harbour office'],
  ])('%s', (_why, query) => {
    const { answers } = relevanceOf(query, 'en', [cable, change])
    expect(answers && quote(query, cable, change)).toBeFalsy()
  })
})
