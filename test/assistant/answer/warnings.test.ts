import { expect, test } from '@jest/globals'
import { warningsOf } from '../../../src/assistant/answer/warnings.ts'
import { passage } from './passage.ts'

const textsOf = (text: string, query = '') =>
  warningsOf([passage('', text)], query, 'en').map((one) => one.text)

test.each([
  ['WARNING: Disconnect power first.'],
  ['ΠΡΟΕΙΔΟΠΟΙΗΣΗ: Η δέσμη νερού κόβει το δέρμα.'],
  ['ΠΡΟΣΟΧΗ! Μην κλείνετε τη βάνα.'],
  ['Danger: High voltage inside.'],
  ['VORSICHT Heiße Oberfläche, nicht berühren.'],
])('“%s” is a safety note, word for word', (note) => {
  expect(textsOf(`Before.\n${note}\nAfter.`)).toEqual([note])
})

test.each(['The warning light is on.', 'Attention to detail helps.', 'NOTE: The lamp may be bright.'])(
  '“%s” is none',
  (text) => {
    expect(textsOf(text)).toEqual([])
  },
)

test('a note within a paragraph is found, with the sentence that goes with it', () => {
  expect(textsOf('Stop the disc. WARNING: Blades cut. Keep your hands away. Then open the lid.')).toEqual([
    'WARNING: Blades cut. Keep your hands away.',
  ])
})

test('of many notes, the two nearest to the question are shown, each with its citation', () => {
  const one = passage('', 'WARNING: The jet cuts skin.\nWARNING: The box carries 400 V.')
  const other = passage('', 'CAUTION: Lift it by its eyes.\nWARNING: The box carries 400 V.')
  expect(warningsOf([one, other], 'How do I lift the box?', 'en')).toEqual([
    { text: 'WARNING: The box carries 400 V.', citation: 1 },
    { text: 'CAUTION: Lift it by its eyes.', citation: 2 },
  ])
})
