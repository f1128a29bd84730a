import { expect, test } from '@jest/globals'
import type { FormField } from '../../../../src/bot/forms.ts'
import { type FilledForm, readForm, renderForm } from '../../../../src/bot/teams/render/form.ts'
import { faultsOf } from '../../../harness/adaptive-cards.ts'

function form(fields: FormField[], more: Partial<FilledForm> = {}) {
  const dialog = renderForm({ title: 'Continue', submit: 'Send', metadata: '{"a":1}', fields, ...more })
  expect(faultsOf(dialog.card)).toEqual([])
  return dialog
}

const options = ['en', 'el', 'de'].map((value) => ({ value, label: value.toUpperCase() }))

const reason: FormField = { name: 'reason', label: 'Why?', kind: 'text', isRequired: true, hint: 'It leaks' }

test('a form has its fields under their names, and sends what it is for', () => {
  expect(form([reason], { note: 'It is kept.' })).toMatchObject({
    title: 'Continue',
    card: {
      body: [
        { inlines: [{ text: 'It is kept.', isSubtle: true }] },
        {
          type: 'Input.Text',
          id: 'reason',
          label: 'Why?',
          isMultiline: true,
          isRequired: true,
          errorMessage: 'Fill this in first.',
          placeholder: 'It leaks',
        },
      ],
      actions: [{ type: 'Action.Submit', title: 'Send', data: { form: '{"a":1}' } }],
    },
  })
})

test('what is typed is no longer than what is taken', () => {
  const { card } = form([{ ...reason, maxLength: 500, initial: 'x'.repeat(600) }])
  expect(card.body).toMatchObject([{ maxLength: 500, value: 'x'.repeat(500) }])
})

test('what is chosen at first is chosen; what cannot be chosen is not', () => {
  const choice: FormField = { name: 'language', label: 'Language', kind: 'choice', options, isRequired: true }
  const { card } = form([
    { ...choice, initial: 'el' },
    { ...choice, name: 'models', kind: 'choices', initial: 'en,xx,de', isRequired: false },
    { ...choice, name: 'other', initial: 'xx' },
  ])
  expect(card.body).toMatchObject([
    { type: 'Input.ChoiceSet', value: 'el', isRequired: true },
    { isMultiSelect: true, value: 'en,de' },
    { id: 'other' },
  ])
  expect(card.body[2]).not.toHaveProperty('value')
})

test('choices that are none are a line to write on', () => {
  const { card } = form([{ name: 'a', label: 'A', kind: 'choice', options: [], isRequired: false }])
  expect(card.body).toMatchObject([{ type: 'Input.Text', id: 'a' }])
})

test('what is wrong stands above its field, which keeps what was filled in', () => {
  const line: FormField = { name: 'title', label: 'Title', kind: 'line', isRequired: true, initial: 'V4.0' }
  const { card } = form([line, reason], {
    filled: { title: 'V9', reason: 'It leaks' },
    errors: { title: 'There is no V9.' },
  })
  expect(card.body).toMatchObject([
    { inlines: [{ text: 'There is no V9.', color: 'Attention' }] },
    { id: 'title', value: 'V9' },
    { id: 'reason', value: 'It leaks' },
  ])
})

test('what was filled in is read by field, apart from what the form is for', () => {
  expect(readForm({ form: '{"a":1}', title: 'V4.0', models: 'V3.1B,V4.0', tags: undefined })).toEqual({
    metadata: '{"a":1}',
    fields: { title: 'V4.0', models: 'V3.1B,V4.0', tags: '' },
  })
  expect(readForm({})).toEqual({ metadata: '', fields: {} })
})
