import type { CardElement } from './elements.ts'
import { close, textElements } from './rich-text.ts'

/** A list; items that carry their numbers keep them. */
export function listElements(items: string[]): CardElement[] {
  return items
    .filter((item) => item.trim() !== '')
    .flatMap((item, index) => itemElements(item).map((line) => close(line, index === 0)))
}

const itemElements = (item: string): CardElement[] => textElements(/^\d+\. /.test(item) ? item : `• ${item}`)
