import type { RichTextBlock, RichTextList } from '@slack/types'
import { shorten } from '../../../shorten.ts'
import { limits } from './limits.ts'
import { type Addresses, marked } from './marks.ts'
import { richText, section } from './rich-text.ts'

export interface List {
  isOrdered: boolean
  /** The number of the first item. */
  start: number
  items: string[]
}

/** A list; cut into several where it is long. */
export function listBlocks({ isOrdered, start, items }: List, addresses: Addresses): RichTextBlock[] {
  let number = start
  return chunks(items).map((chunk) => {
    const offset = number - 1
    number += chunk.length
    // The library's type does not know the offset, Slack's documentation does.
    const list: RichTextList & { offset?: number } = {
      type: 'rich_text_list',
      style: isOrdered ? 'ordered' : 'bullet',
      ...(isOrdered && offset > 0 && { offset }),
      elements: chunk.map((item) => section(marked(item, addresses))),
    }
    return richText(list)
  })
}

/** A card's own list; items that carry their numbers make a numbered one. */
export function itemBlocks(items: string[]): RichTextBlock[] {
  const shown = items.map((item) => shorten(item, limits['rich_text.text'])).filter((item) => item !== '')
  const isOrdered = shown.length > 0 && shown.every((item, index) => item.startsWith(`${index + 1}. `))
  const texts = isOrdered ? shown.map((item) => item.slice(item.indexOf(' ') + 1)) : shown
  return listBlocks({ isOrdered, start: 1, items: texts }, [])
}

function chunks(items: string[]): string[][] {
  const found: string[][] = []
  let length = Number.POSITIVE_INFINITY
  for (const item of items) {
    length += item.length
    const last = found.at(-1)
    if (last !== undefined && length <= limits['rich_text.text']) last.push(item)
    else {
      found.push([item])
      length = item.length
    }
  }
  return found
}
