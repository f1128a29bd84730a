import { shorten } from '../../shorten.ts'
import type { Block, Card } from '../card.ts'

/** About as much as a telephone shows. */
const longest = 150

/** What is read of a card where it is not drawn, as plain text: the headline, or the first line that says something. */
export function firstWords({ headline, blocks }: Card): string {
  const first = [headline ?? '', ...blocks.map(firstLine)].find((line) => line !== '')
  return shorten(first ?? 'A message without words.', longest)
}

function firstLine(block: Block): string {
  if ('text' in block && block.kind !== 'code')
    return withoutMarks(block.text).trim().split('\n')[0]?.trim() ?? ''
  if (block.kind === 'list') return block.items[0] ?? ''
  if (block.kind === 'link') return block.label
  return ''
}

const withoutMarks = (text: string): string => text.replace(/\s*\[\d{1,2}\]/g, '')
