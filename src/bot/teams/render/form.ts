import { shorten } from '../../../shorten.ts'
import type { FormField, FormOption, Questions } from '../../forms.ts'
import { adaptiveCard } from './adaptive-card.ts'
import type { AdaptiveCard, CardElement } from './elements.ts'
import { limits } from './limits.ts'
import { textElements } from './rich-text.ts'
import { noteElements } from './small-print.ts'
import { clean } from './text.ts'

export interface FilledForm extends Questions {
  /** What Teams gives back with the answers. */
  metadata: string
  /** What was filled in before, by field. */
  filled?: Record<string, string>
  /** What is wrong with it, by field. */
  errors?: Record<string, string>
}

/** A form as a dialog takes it. */
export interface TeamsForm {
  title: string
  card: AdaptiveCard
}

/** Under what the metadata come back. */
const metadataName = 'form'

/** The dialog of a form. What is wrong with an answer stands above its field. */
export function renderForm({ title, submit, note, metadata, fields, filled, errors }: FilledForm): TeamsForm {
  const elements: CardElement[] = [
    ...(note === undefined ? [] : noteElements(note)),
    ...fields.flatMap((field) => [...errorOf(errors?.[field.name]), input(field, filled?.[field.name])]),
    {
      type: 'ActionSet',
      actions: [
        {
          type: 'Action.Submit',
          title: shortLine(submit, limits['action.title']),
          data: { [metadataName]: metadata },
        },
      ],
    },
  ]
  const shortTitle = shortLine(title, limits['form.title'])
  return { title: shortTitle, card: adaptiveCard(elements, shortTitle) }
}

const shortLine = (text: string, limit: number): string => shorten(clean(text), limit)

const errorOf = (error: string | undefined): CardElement[] =>
  error === undefined ? [] : textElements(error, { color: 'Attention' })

function input(field: FormField, filled = field.initial ?? ''): CardElement {
  const { name, label, kind, options = [], isRequired, hint, maxLength = limits['input.maxLength'] } = field
  const named = {
    id: name,
    label: shortLine(label, limits['input.label']),
    ...(hint !== undefined && { placeholder: shortLine(hint, limits['input.placeholder']) }),
    ...(isRequired && { isRequired, errorMessage: 'Fill this in first.' }),
  }
  const choices = options
    .filter(({ value }) => value !== '')
    .slice(0, limits['choices.choices'])
    .map(choice)
  // A menu without a choice could not be answered: then it is a line to write on.
  if (kind === 'line' || kind === 'text' || choices.length === 0) {
    const value = clean(filled).slice(0, maxLength)
    return {
      type: 'Input.Text',
      ...named,
      maxLength,
      ...(kind === 'text' && { isMultiline: true }),
      ...(value !== '' && { value }),
    }
  }
  const chosen = filled.split(',').filter((value) => choices.some((one) => one.value === value))
  const value = kind === 'choices' ? chosen.join(',') : chosen[0]
  return {
    type: 'Input.ChoiceSet',
    ...named,
    choices,
    ...(kind === 'choices' && { isMultiSelect: true }),
    ...(value && { value }),
  }
}

const choice = ({ label, value }: FormOption) => ({ title: shortLine(label, limits['action.title']), value })

/** What was filled in, by field, and the metadata of the form; several choices with commas. */
export function readForm(data: Record<string, unknown>): {
  metadata: string
  fields: Record<string, string>
} {
  const { [metadataName]: metadata, ...answers } = data
  return {
    metadata: typeof metadata === 'string' ? metadata : '',
    fields: Object.fromEntries(
      Object.entries(answers).map(([name, answer]) => [name, typeof answer === 'string' ? answer : '']),
    ),
  }
}
