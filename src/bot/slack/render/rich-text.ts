import type {
  RichTextBlock,
  RichTextBlockElement,
  RichTextLink,
  RichTextSection,
  RichTextText,
} from '@slack/types'

/*
 * Texts are drawn as rich text and not in Slack's markup: its pieces are taken literally, whatever stands in them,
 * and it is never folded behind "See more".
 */

export type Inline = RichTextText | RichTextLink

export const plain = (text: string): Inline => ({ type: 'text', text })

export const bold = (text: string): Inline => ({ type: 'text', text, style: { bold: true } })

/** A link, or its text where there is nothing to link to. */
export function link(text: string, address: string | null): Inline {
  return address === null ? plain(text) : { type: 'link', url: address, text }
}

export const section = (elements: Inline[]): RichTextSection => ({ type: 'rich_text_section', elements })

export const richText = (...elements: RichTextBlockElement[]): RichTextBlock => ({
  type: 'rich_text',
  elements,
})
