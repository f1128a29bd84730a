import { type Block, type Card, writtenByModel } from '../../card.ts'
import { pieces } from '../../render/pieces.ts'
import { limits } from './limits.ts'

/** A card as a message says it. */
export interface Parts {
  /** What the text of the message says, in pieces: an answer, and the words before it. */
  said: string[]
  /** What its card shows. */
  drawn: Block[]
}

/** Parts a card: with an answer in it, that is the message's text, as far as words lead to it; all else is drawn. */
export function partsOf({ blocks }: Card): Parts {
  const last = blocks.findLastIndex((block) => block.kind === 'answer' && block.text.trim() !== '')
  const isSaid = (block: Block, index: number): block is Extract<Block, { kind: 'text' | 'answer' }> =>
    index <= last && (block.kind === 'text' || block.kind === 'answer')
  return {
    said: blocks
      .flatMap((block, index) => (isSaid(block, index) ? pieces(block.text, limits['message.piece']) : []))
      .filter((piece) => piece.trim() !== ''),
    drawn: blocks.filter((block, index) => !isSaid(block, index)),
  }
}

/** Whether a model wrote the answer of a card. */
export function isByModel({ blocks }: Card): boolean {
  return blocks.some(({ kind, ...block }) => kind === 'note' && 'text' in block && saysSo(block.text))
}

const saysSo = (note: string): boolean => note === writtenByModel || note.endsWith(` · ${writtenByModel}`)
