import { shorten } from '../../../shorten.ts'
import type { Button } from '../../card.ts'
import { opensForm } from '../../forms/asked.ts'
import type { CardAction, ExecuteAction, ShowCardAction, SubmitAction, TextInput } from './elements.ts'
import { limits } from './limits.ts'
import type { Surroundings } from './surroundings.ts'
import { clean } from './text.ts'

/** What a press carries; `input` names the field that was typed into, where it has another name. */
export interface PressData extends Record<string, string> {
  action: string
  value: string
  postKey: string
}

/** What was typed at a press, from what Teams sends with it; undefined where nothing was asked for. */
export function typedAt(data: Record<string, unknown>): string | undefined {
  const typed = data[typeof data['typedInto'] === 'string' ? data['typedInto'] : 'input']
  return typeof typed === 'string' ? typed : undefined
}

export const titleOf = (label: string): string => shorten(clean(label), limits['action.title'])

/** A button as Teams' own; one that asks for something first opens below the card. */
export function pressOf(button: Button, around: Surroundings): CardAction {
  const { action, value } = button
  const data: PressData = { action, value, postKey: around.postKey }
  if (opensForm(button)) return dialog(button, data)
  return button.input === undefined
    ? execute(button.label, data, styleOf(button))
    : asking(button, button.input, data, around.nameOf('input'))
}

type Style = Pick<ExecuteAction, 'style'>

/** An action, and the same for clients that are too old for it. */
export function execute(label: string, data: PressData, style: Style = {}): ExecuteAction {
  const title = titleOf(label)
  return {
    type: 'Action.Execute',
    title,
    verb: data.action,
    data,
    ...style,
    fallback: { type: 'Action.Submit', title, data, ...style },
  }
}

/** For more than a line Teams asks for a dialog, on old clients too. */
function dialog(button: Button, data: PressData): SubmitAction {
  const wanted = { ...data, msteams: { type: 'task/fetch' as const } }
  return { type: 'Action.Submit', title: titleOf(button.label), data: wanted, ...styleOf(button) }
}

function asking(
  button: Button,
  input: NonNullable<Button['input']>,
  data: PressData,
  name: string,
): ShowCardAction {
  const style = styleOf(button)
  const named = name === 'input' ? data : { ...data, typedInto: name }
  return {
    type: 'Action.ShowCard',
    title: titleOf(button.label),
    ...style,
    card: {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [inputOf(input, name)],
      actions: [execute(input.submit, named, style)],
    },
  }
}

/** Up to so many characters are a line: a number, a word to be typed. */
const oneLine = 200

function inputOf(
  { label, isRequired, maxLength = limits['input.maxLength'] }: NonNullable<Button['input']>,
  id: string,
): TextInput {
  return {
    type: 'Input.Text',
    id,
    label: shorten(clean(label), limits['input.label']),
    maxLength,
    ...(maxLength > oneLine && { isMultiline: true }),
    ...(isRequired && { isRequired, errorMessage: 'Fill this in first.' }),
  }
}

function styleOf({ style }: Button): Style {
  if (style === undefined) return {}
  return { style: style === 'primary' ? 'positive' : 'destructive' }
}
