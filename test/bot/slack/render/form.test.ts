import { expect, test } from '@jest/globals'
import type { FormField } from '../../../../src/bot/forms.ts'
import { readForm, renderForm } from '../../../../src/bot/slack/render/form.ts'
import { checkModal } from '../../../fakes/slack/kit/check-view.ts'

const form = (...fields: FormField[]) =>
  renderForm({ title: 'Continue with the next step of it', submit: 'Send', metadata: '{}', fields })

const options = ['en', 'el', 'de'].map((value) => ({ value, label: value.toUpperCase() }))

test('a form has its fields under their names, and a title that fits', () => {
  const view = form({ name: 'reason', label: 'Why?', kind: 'text', isRequired: true, hint: 'It leaks' })
  expect(checkModal(view)).toEqual(view)
  expect(view).toMatchObject({
    callback_id: 'form',
    title: { text: 'Continue with the next…' },
    blocks: [
      {
        block_id: 'reason',
        optional: false,
        element: { action_id: 'value', multiline: true, placeholder: { text: 'It leaks' } },
      },
    ],
  })
})

test('what is typed is no longer than what is taken', () => {
  const field = { name: 'reason', label: 'Why?', kind: 'text' as const, isRequired: false, maxLength: 500 }
  const view = form({ ...field, initial: 'x'.repeat(600) })
  expect(checkModal(view)).toEqual(view)
  expect(view.blocks).toMatchObject([{ element: { max_length: 500, initial_value: 'x'.repeat(500) } }])
})

test('what is chosen at first is chosen', () => {
  const view = form(
    { name: 'language', label: 'Language', kind: 'choice', options, initial: 'el', isRequired: true },
    { name: 'models', label: 'Models', kind: 'choices', options, initial: 'en,de', isRequired: false },
  )
  expect(checkModal(view)).toEqual(view)
  expect(view.blocks).toMatchObject([
    { element: { initial_option: { value: 'el' } } },
    { optional: true, element: { initial_options: [{ value: 'en' }, { value: 'de' }] } },
  ])
})

test('choices that are none, too long or too many are still a form that Slack shows', () => {
  const many = Array.from({ length: 300 }, (_, index) => ({ value: `v${index}`, label: 'x'.repeat(100) }))
  const field = { name: 'a', label: 'A', isRequired: true, kind: 'choice' as const }
  const view = form(
    { ...field, options: [] },
    { ...field, name: 'b', options: [{ value: 'v'.repeat(200), label: 'L' }, ...many] },
  )
  expect(checkModal(view)).toEqual(view)
  expect(view.blocks).toMatchObject([
    { element: { type: 'plain_text_input' } },
    { element: { options: { length: 100 } } },
  ])
})

test('metadata that Slack would not keep are a fault of ours', () => {
  expect(() => renderForm({ title: 'A', submit: 'B', metadata: 'm'.repeat(3_001), fields: [] })).toThrow(
    'metadata',
  )
})

test('what was filled in is read by field', () => {
  expect(
    readForm({
      title: { value: { value: 'V4.0 Service manual' } },
      tags: { value: { value: null } },
      language: { value: { selected_option: { value: 'el' } } },
      model: { value: { selected_option: null } },
      models: { value: { selected_options: [{ value: 'V3.1B' }, { value: 'V4.0' }] } },
    }),
  ).toEqual({ title: 'V4.0 Service manual', tags: '', language: 'el', model: '', models: 'V3.1B,V4.0' })
})
