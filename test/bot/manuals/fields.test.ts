import { expect, test } from '@jest/globals'
import { manualFields } from '../../../src/bot/manuals/fields.ts'

const file = { id: 'F1', name: 'Pump.pdf', type: 'application/pdf', size: 1 }
const fieldsOf = (fields: Record<string, string>) =>
  manualFields(file, {
    action: 'add-manual',
    value: '',
    fields,
    post: { platform: 'web', thread: 'a', key: 'b' },
  })

test('what nothing was said of comes from the file’s name', () => {
  expect(fieldsOf({ title: ' ', tags: 'a, b,,a' })).toMatchObject({ title: 'Pump', tags: ['a', 'b'] })
})

test('what cannot be so is said in sentences', () => {
  expect(() => fieldsOf({ title: 'x'.repeat(201) })).toThrow(
    'The title must be one line of at most 200 characters.',
  )
  const all = { tags: 'x'.repeat(51), language: 'Greek', document_type: 'novel' }
  expect(() => fieldsOf(all)).toThrow(
    'There can be at most 20 tags, each of at most 50 characters on one line. The language must be a code of two letters, such as en. The document must be a manual, guide, bulletin or other.',
  )
})
