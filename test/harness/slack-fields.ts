import type { Block } from '../fakes/slack/kit/blocks.ts'
import type { ModalView } from '../fakes/slack/kit/check-view.ts'
import type { InputElement } from '../fakes/slack/kit/elements.ts'
import { type FieldState, initialValues, type Values } from '../fakes/slack/shown-view.ts'

type Input = Extract<Block, { type: 'input' }>

/**
 * What the fields of a form hold when somebody has filled in some of them, by label or name; several choices with commas.
 * @throws Error for a field that is not there or, as Slack does, for one that must not be empty.
 */
export function filledIn(view: ModalView, fields: Record<string, string>): Values {
  const inputs = view.blocks.filter((block) => block.type === 'input')
  const values = initialValues(view.blocks)
  for (const [name, value] of Object.entries(fields)) {
    const input = inputNamed(inputs, name)
    values[input.block_id ?? ''] = { [input.element.action_id ?? '']: stateOf(input.element, value) }
  }
  for (const input of inputs) {
    const state = values[input.block_id ?? '']?.[input.element.action_id ?? '']
    if (input.optional !== true && isEmpty(state)) throw new Error(`“${input.label.text}” must be filled in`)
  }
  return values
}

function inputNamed(inputs: Input[], name: string): Input {
  const found = inputs.find(
    ({ label, block_id: blockId, element }) =>
      label.text === name || blockId === name || element.action_id === name,
  )
  if (found !== undefined) return found
  throw new Error(
    `there is no field “${name}”; there are ${inputs.map(({ label }) => label.text).join(', ')}`,
  )
}

function stateOf(element: InputElement, value: string): FieldState {
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: value === '' ? null : value }
    case 'static_select':
    case 'radio_buttons':
      return { type: element.type, selected_option: value === '' ? null : chosen(element.options, value) }
    case 'multi_static_select':
    case 'checkboxes': {
      const names = value.split(',').filter((name) => name !== '')
      return { type: element.type, selected_options: names.map((name) => chosen(element.options, name)) }
    }
  }
}

function chosen(options: { text: { text: string }; value: string }[], name: string) {
  const found = options.find(({ text, value }) => text.text === name || value === name)
  if (found !== undefined) return found
  throw new Error(
    `there is no choice “${name}”; there are ${options.map(({ text }) => text.text).join(', ')}`,
  )
}

function isEmpty(state: FieldState | undefined): boolean {
  const held = state?.['value'] ?? state?.['selected_option'] ?? state?.['selected_options'] ?? []
  return Array.isArray(held) && held.length === 0
}
