import type {
  ActionsBlock,
  ActionsBlockElement,
  Button as ButtonElement,
  Overflow,
  PlainTextOption,
} from '@slack/types'
import { shorten } from '../../../shorten.ts'
import type { Button } from '../../card.ts'
import { limits } from './limits.ts'

/** A row of buttons, and those behind "⋯". */
export function actionBlocks({ buttons, more = [] }: { buttons: Button[]; more?: Button[] }): ActionsBlock[] {
  const options = more.filter((button) => optionValue(button).length <= limits['option.value'])
  const elements = [
    ...[...buttons, ...more.filter((button) => !options.includes(button))]
      .filter(canCarry)
      .map(buttonElement),
    ...inRows(options, limits['overflow.options']).map(overflow),
  ]
  return inRows(elements, limits['actions.elements']).map((row) => ({
    type: 'actions',
    elements: withIds(onePrimary(row)),
  }))
}

/** A value cannot be shortened: a button whose value Slack does not take is left out, and the others work. */
const canCarry = ({ value }: Button): boolean => value.length <= limits['button.value']

const text = (label: string, limit: number) => ({
  type: 'plain_text' as const,
  text: shorten(label, limit),
  emoji: false,
})

function buttonElement({ label, action, value, style }: Button): ButtonElement {
  return {
    type: 'button',
    text: text(label, limits['button.text']),
    action_id: action,
    value,
    ...(style !== undefined && { style }),
  }
}

const optionValue = ({ action, value }: Button): string => `${action} ${value}`

function overflow(options: Button[]): Overflow {
  return { type: 'overflow', action_id: 'more#1', options: options.map(option) }
}

function option(button: Button): PlainTextOption {
  return { text: text(button.label, limits['option.text']), value: optionValue(button) }
}

/** Of several primary buttons the first is meant most. */
function onePrimary(elements: ActionsBlockElement[]): ActionsBlockElement[] {
  const first = elements.findIndex((element) => element.type === 'button' && element.style === 'primary')
  return elements.map((element, index) => {
    if (element.type !== 'button' || element.style !== 'primary' || index === first) return element
    const { style: _, ...others } = element
    return others
  })
}

/** Slack wants each `action_id` once in a block: `logs`, `logs#2`; a menu is always numbered. */
function withIds(elements: ActionsBlockElement[]): ActionsBlockElement[] {
  const seen = new Map<string, number>()
  return elements.map((element) => {
    const [action = ''] = (element.action_id ?? '').split('#')
    const number = (seen.get(action) ?? 0) + 1
    seen.set(action, number)
    const isNumbered = number > 1 || element.type === 'overflow'
    return { ...element, action_id: isNumbered ? `${action}#${number}` : action }
  })
}

function inRows<Thing>(things: Thing[], length: number): Thing[][] {
  const rows: Thing[][] = []
  for (let at = 0; at < things.length; at += length) rows.push(things.slice(at, at + length))
  return rows
}
