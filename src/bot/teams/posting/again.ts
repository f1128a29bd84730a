import type { Card } from '../../card.ts'
import { noteElements } from '../render/small-print.ts'
import type { Message } from './activity.ts'

const sentAgain = 'Sent again: I was interrupted while sending it.'

/** What may be there twice says so for as long as it stands there: the other one is never changed. */
export const again = (card: Card): Card =>
  saysAgain(card) ? card : { ...card, blocks: [...card.blocks, { kind: 'note', text: sentAgain }] }

export const saysAgain = ({ blocks }: Card): boolean =>
  blocks.some((block) => block.kind === 'note' && block.text === sentAgain)

/** The same of one message. */
export function messageAgain(message: Message): Message {
  if ('plain' in message) return { plain: `${message.plain}\n\n${sentAgain}` }
  if ('text' in message) return { ...message, text: `${message.text}\n\n${sentAgain}` }
  const { card } = message
  return { ...message, card: { ...card, body: [...card.body, ...noteElements(sentAgain)] } }
}
