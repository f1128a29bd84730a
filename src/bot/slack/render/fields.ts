import type { RichTextBlock } from '@slack/types'
import { shorten } from '../../../shorten.ts'
import { bold, plain, richText, section } from './rich-text.ts'

/** How long a row may be, in characters, and how many rows are drawn together. */
const longest = 1_000
const together = 10

interface Field {
  label: string
  value: string
}

/** Rows of a label and its value. Two columns would be narrow on a telephone, and break words. */
export function fieldBlocks(fields: Field[]): RichTextBlock[] {
  const rows = fields.map(({ label, value }) =>
    section([bold(`${shorten(label, 100)}:`), plain(` ${shorten(value, longest)}`)]),
  )
  const blocks: RichTextBlock[] = []
  for (let at = 0; at < rows.length; at += together) blocks.push(richText(...rows.slice(at, at + together)))
  return blocks
}
