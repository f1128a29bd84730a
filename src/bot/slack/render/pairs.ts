import type { KnownBlock } from '@slack/types'
import type { Block } from '../../card.ts'
import type { Links } from '../../render/links.ts'
import { literal } from './escape.ts'
import { addressOf, linked } from './links.ts'
import { itemBlocks } from './list.ts'
import { bold, richText, section } from './rich-text.ts'
import { smallPrint } from './small-print.ts'

const longestTitle = 60
const longestNote = 200

/** Two blocks that are drawn as one, which is shorter and says what belongs together; null for all others. */
export function pairOf(first: Block, second: Block | undefined, links: Links): KnownBlock[] | null {
  if (first.kind === 'text' && second?.kind === 'list' && isShort(first.text, longestTitle)) {
    return titledList(first.text, second.items)
  }
  if (first.kind === 'note' && second?.kind === 'link' && isShort(first.text, longestNote)) {
    const { label, url } = second
    return [smallPrint(`${literal(first.text)} · ${linked(label, addressOf(url, links))}`)]
  }
  return null
}

const isShort = (text: string, longest: number): boolean => text.trim() !== '' && text.length <= longest

/** A line that stands right before a list is its title. */
function titledList(title: string, items: string[]): KnownBlock[] {
  const [first, ...rest] = itemBlocks(items)
  return [richText(section([bold(title)]), ...(first?.elements ?? [])), ...rest]
}
