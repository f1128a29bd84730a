import type { Block, Button, Card, Rating } from '../card.ts'

/** A card without the buttons of an action. */
export function withoutButtons(card: Card, action: string): Card {
  const keep = (button: Button) => button.action !== action
  const blocks = card.blocks.flatMap((block): Block[] => {
    if (block.kind !== 'buttons') return [block]
    const [buttons, more] = [block.buttons.filter(keep), (block.more ?? []).filter(keep)]
    if (buttons.length + more.length === 0) return []
    return [{ kind: 'buttons', buttons, ...(more.length > 0 && { more }) }]
  })
  return { ...card, blocks }
}

/** A card whose thumbs show a rating. */
export function withRating(card: Card, { messageId, rating }: Rating): Card {
  const blocks = card.blocks.map((block) =>
    block.kind === 'feedback' && block.messageId === messageId ? { ...block, rating } : block,
  )
  return { ...card, blocks }
}

/** Whether a card shows what was pressed. */
export function offers(card: Card, action: string, value: string): boolean {
  return card.blocks.some((block) => {
    if (block.kind === 'buttons') {
      return [...block.buttons, ...(block.more ?? [])].some(
        (button) => button.action === action && button.value === value,
      )
    }
    return block.kind === 'feedback' && action === 'feedback' && ratedMessage(value) === block.messageId
  })
}

function ratedMessage(value: string): unknown {
  try {
    return JSON.parse(value).messageId
  } catch {
    return undefined
  }
}
