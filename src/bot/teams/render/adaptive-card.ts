import type { AdaptiveCard, CardElement } from './elements.ts'

/** Elements as a card; the last row of buttons stands at its foot, where all clients show menus and what opens below. */
export function adaptiveCard(elements: CardElement[], fallbackText: string): AdaptiveCard {
  const last = elements.at(-1)
  const foot = last?.type === 'ActionSet' && !last.separator ? last.actions : []
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    fallbackText,
    msteams: { width: 'Full' },
    body: foot.length > 0 ? elements.slice(0, -1) : elements,
    ...(foot.length > 0 && { actions: foot }),
  }
}
