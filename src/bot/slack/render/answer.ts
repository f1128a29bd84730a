import type { RichTextBlock } from '@slack/types'
import { pieces } from '../../render/pieces.ts'
import { answerParts } from './answer-parts.ts'
import { limits } from './limits.ts'
import { listBlocks } from './list.ts'
import { type Addresses, marked } from './marks.ts'
import { richText, section } from './rich-text.ts'

/** An answer: a block for each paragraph and list, so that a long one can be cut between them. */
export function answerBlocks(text: string, addresses: Addresses): RichTextBlock[] {
  return answerParts(text).flatMap((part) =>
    part.kind === 'list' ? listBlocks(part, addresses) : textBlocks(part.text, addresses),
  )
}

/** A text as it stands, with its line breaks. */
export function textBlocks(text: string, addresses: Addresses): RichTextBlock[] {
  return pieces(text, limits['rich_text.text']).map((piece) => richText(section(marked(piece, addresses))))
}
