import type { ActionsBlockElement, ContextActionsBlockElement, InputBlock } from '@slack/types'
import { escapeHtml } from './html-escape.ts'

/** What can be pressed. */
export function actions(elements: (ActionsBlockElement | ContextActionsBlockElement)[]): string {
  return elements.map(action).join('')
}

function action(element: ActionsBlockElement | ContextActionsBlockElement): string {
  switch (element.type) {
    case 'button':
      return `<button class="${element.style ?? ''}">${escapeHtml(element.text.text)}</button>`
    case 'overflow':
      return '<button class="menu">⋯</button>'
    case 'feedback_buttons':
      return `<span class="thumb">${thumb}</span><span class="thumb down">${thumb}</span>`
    default:
      throw new Error(`no picture of ${element.type} yet`)
  }
}

const thumb = `<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round">
  <path d="M3 9h3v8H3zM6 9l4-6c1.500 0 2.200 1 1.900 2.500L11.300 8H16c1 0 1.700 1 1.400 2l-1.700 6c-.2.6-.8 1-1.400 1H6"/></svg>`

/** A field of a form. */
export function inputBlock({ label, element, optional }: InputBlock): string {
  const mark = optional ? ' <small>(optional)</small>' : ''
  return `<label>${escapeHtml(label.text)}${mark}</label>${field(element)}`
}

function field(element: InputBlock['element']): string {
  const hint = 'placeholder' in element ? (element.placeholder?.text ?? '') : ''
  if (element.type === 'plain_text_input') {
    const text = element.initial_value ?? ''
    return `<div class="field ${element.multiline ? 'tall' : ''}">${text === '' ? `<i>${escapeHtml(hint)}</i>` : escapeHtml(text)}</div>`
  }
  if (element.type === 'static_select') {
    const text = element.initial_option?.text.text
    return `<div class="field select">${text === undefined ? `<i>${hint || 'Select an option'}</i>` : escapeHtml(text)}</div>`
  }
  return `<div class="field select"><i>${hint || 'Select options'}</i></div>`
}
