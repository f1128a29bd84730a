import type {
  InputBlock,
  InputBlockElement,
  KnownBlock,
  ModalView,
  PlainTextElement,
  PlainTextOption,
} from '@slack/types'
import { shorten } from '../../../shorten.ts'
import type { FormField, FormOption, Questions } from '../../forms.ts'
import { limits } from './limits.ts'
import { noteBlocks } from './small-print.ts'

/** By this the form's answers are known as a form's. */
export const formCallback = 'form'

export interface SlackForm extends Questions {
  /** What Slack keeps with the form and gives back: under 3,000 characters. */
  metadata: string
}

/** The view of a form. @throws Error when its metadata are longer than Slack takes. */
export function renderForm({ title, submit, note, metadata, fields }: SlackForm): ModalView {
  if (metadata.length > limits['view.private_metadata'])
    throw new Error('the metadata of a form are too long')
  const blocks: KnownBlock[] = [...(note === undefined ? [] : noteBlocks(note)), ...fields.map(input)]
  return {
    type: 'modal',
    callback_id: formCallback,
    private_metadata: metadata,
    title: text(title, limits['view.title']),
    submit: text(submit, limits['view.submit']),
    close: text('Cancel', limits['view.submit']),
    blocks,
  }
}

const text = (words: string, limit: number): PlainTextElement => ({
  type: 'plain_text',
  text: shorten(words, limit),
  emoji: false,
})

function input(field: FormField): InputBlock {
  return {
    type: 'input',
    block_id: field.name,
    label: text(field.label, limits['input.label']),
    optional: !field.isRequired,
    element: element(field),
  }
}

function element({ kind, options = [], initial = '', hint, maxLength }: FormField): InputBlockElement {
  const named = {
    action_id: 'value',
    ...(hint !== undefined && { placeholder: text(hint, limits['input.placeholder']) }),
  }
  const choices = options.filter(canCarry).slice(0, limits['static_select.options']).map(option)
  // Slack takes no menu without a choice: then it is a line to write on.
  if (kind === 'line' || kind === 'text' || choices.length === 0) {
    const initialValue = initial.slice(0, maxLength ?? limits['plain_text_input.initial_value'])
    return {
      type: 'plain_text_input',
      multiline: kind === 'text',
      ...named,
      ...(initialValue !== '' && { initial_value: initialValue }),
      ...(maxLength !== undefined && { max_length: maxLength }),
    }
  }
  const chosen = choices.filter(({ value = '' }) => initial.split(',').includes(value))
  if (kind === 'choices') {
    return {
      type: 'multi_static_select',
      options: choices,
      ...named,
      ...(chosen.length > 0 && { initial_options: chosen }),
    }
  }
  const [first] = chosen
  return { type: 'static_select', options: choices, ...named, ...(first && { initial_option: first }) }
}

const canCarry = ({ value }: FormOption): boolean => value !== '' && value.length <= limits['option.value']

const option = ({ label, value }: FormOption): PlainTextOption => ({
  text: text(label, limits['option.text']),
  value,
})

/** What a field holds when its form is sent, as far as we ask for it. */
interface FieldState {
  value?: string | null
  selected_option?: { value: string } | null
  selected_options?: { value: string }[] | null
}

/** What was filled in, by field; several choices with commas, nothing as an empty text. */
export function readForm(values: Record<string, Record<string, FieldState>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, elements]) => [name, filledIn(Object.values(elements)[0])]),
  )
}

function filledIn(state: FieldState = {}): string {
  if (state.selected_options) return state.selected_options.map(({ value }) => value).join(',')
  return state.selected_option?.value ?? state.value ?? ''
}
