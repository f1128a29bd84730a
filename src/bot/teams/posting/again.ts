import type { Card } from '../../card.ts'

export const sentAgain = 'Sent again: I was interrupted while sending it.'

/** What may be there twice says so for as long as it stands there: the other one is never changed. */
export const again = (card: Card): Card =>
  saysAgain(card) ? card : { ...card, blocks: [...card.blocks, { kind: 'note', text: sentAgain }] }

export const saysAgain = ({ blocks }: Card): boolean =>
  blocks.some((block) => block.kind === 'note' && block.text === sentAgain)
