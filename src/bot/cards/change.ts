import type { Block, Button, Card, Rating } from '../card.ts'

/** A card without the buttons of an action. */
export function withoutButtons(card: Card, action: string): Card {
  return keeping(card, (button) => button.action !== action)
}

/** A card without one of its buttons. */
export function withoutButton(card: Card, action: string, value: string): Card {
  return keeping(card, (button) => button.action !== action || button.value !== value)
}

function keeping(card: Card, keep: (button: Button) => boolean): Card {
  const blocks = card.blocks.flatMap((block): Block[] => {
    if (block.kind !== 'buttons') return [block]
    const [buttons, more] = [block.buttons.filter(keep), (block.more ?? []).filter(keep)]
    if (buttons.length + more.length === 0) return []
    return [{ kind: 'buttons', buttons, ...(more.length > 0 && { more }) }]
  })
  return { ...card, blocks }
}

/** A private card as everybody sees it. */
export function sharedCard(card: Card, sharedBy: string): Card {
  const { blocks, ...rest } = withoutButtons(card, 'share')
  return { ...rest, blocks: [...blocks, { kind: 'note', text: `Shared by ${sharedBy}.` }] }
}

/** A card with one more button, in its last row. */
export function withButton(card: Card, button: Button): Card {
  const last = card.blocks.findLastIndex(({ kind }) => kind === 'buttons')
  if (last === -1) return { ...card, blocks: [...card.blocks, { kind: 'buttons', buttons: [button] }] }
  const blocks = card.blocks.map((block, index) =>
    index === last && block.kind === 'buttons' ? { ...block, buttons: [button, ...block.buttons] } : block,
  )
  return { ...card, blocks }
}

/** The delivery that holds the question of a rated answer; undefined where the card does not say. */
export function questionKeyIn(card: Card, { messageId }: Rating): string | undefined {
  const thumbs = card.blocks.find((block) => block.kind === 'feedback' && block.messageId === messageId)
  return thumbs?.kind === 'feedback' ? thumbs.questionKey : undefined
}

/** A card whose thumbs show a rating. */
export function withRating(card: Card, { messageId, rating }: Rating): Card {
  const blocks = card.blocks.map((block) =>
    block.kind === 'feedback' && block.messageId === messageId ? { ...block, rating } : block,
  )
  return { ...card, blocks }
}

/** Whether a card shows what was pressed; `about`: what of a button's value it must still say. */
export function offers(
  card: Card,
  action: string,
  value: string,
  about: (value: string) => string = (whole) => whole,
): boolean {
  return card.blocks.some((block) => {
    if (block.kind === 'buttons') {
      return [...block.buttons, ...(block.more ?? [])].some(
        (button) => button.action === action && about(button.value) === about(value),
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
