import type { AdaptiveCard, CardElement } from './elements.ts'
import { limits } from './limits.ts'

/**
 * Elements as a card. Links that follow each other share a row; the last row stands at the foot, where all clients show
 * menus and what opens below.
 */
export function adaptiveCard(elements: CardElement[], fallbackText: string): AdaptiveCard {
  const body = withSharedRows(elements)
  const last = body.at(-1)
  const foot = last?.type === 'ActionSet' && !last.separator ? last.actions : []
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    fallbackText,
    msteams: { width: 'Full' },
    body: foot.length > 0 ? body.slice(0, -1) : body,
    ...(foot.length > 0 && { actions: foot }),
  }
}

function withSharedRows(elements: CardElement[]): CardElement[] {
  const rows: CardElement[] = []
  for (const element of elements) {
    const above = rows.at(-1)
    const row = above === undefined ? null : sharedRow(above, element)
    if (row === null) rows.push(element)
    else rows.splice(-1, 1, row)
  }
  return rows
}

function sharedRow(above: CardElement, below: CardElement): CardElement | null {
  if (!isLinks(above) || !isLinks(below) || below.separator) return null
  const actions = [...above.actions, ...below.actions]
  return actions.length > limits['actions.primary'] ? null : { ...above, actions }
}

type Row = Extract<CardElement, { type: 'ActionSet' }>

const isLinks = (element: CardElement): element is Row =>
  element.type === 'ActionSet' && element.actions.every(({ type }) => type === 'Action.OpenUrl')
