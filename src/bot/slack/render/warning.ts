import type { RichTextBlock } from '@slack/types'
import { pieces } from '../../render/pieces.ts'
import { limits } from './limits.ts'
import { type Addresses, marked } from './marks.ts'
import { bold, type Inline, richText } from './rich-text.ts'

/** A manual's own warning: behind a bar, and said to be one. */
export function warningBlocks(text: string, addresses: Addresses): RichTextBlock[] {
  const [, lead, said = ''] = /^(Warning[^:\n]{0,40}:) ?([\s\S]*)$/.exec(text) ?? ['', 'Warning:', text]
  return pieces(said, limits['rich_text.text']).map((piece, index) => {
    const begin: Inline[] = index === 0 ? [bold(`${lead} `)] : []
    return richText({ type: 'rich_text_quote', elements: [...begin, ...marked(piece, addresses)] })
  })
}
