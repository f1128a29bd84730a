import { type Links, pageAddress } from '../../render/links.ts'
import { actionSets } from './actions.ts'
import type { CardElement, Look, OpenUrlAction } from './elements.ts'
import { limits } from './limits.ts'
import { titleOf } from './press.ts'
import { textElements } from './rich-text.ts'
import { clean } from './text.ts'

/** The whole address of a link in a card; null for what is no page, or too long. */
export function addressOf(url: string, links: Links): string | null {
  return pageAddress(url, links, limits['link.url'])
}

export const openUrl = (label: string, url: string): OpenUrlAction => ({
  type: 'Action.OpenUrl',
  title: titleOf(label),
  url,
})

/** A button that opens a page, or a line that does where its name is too long for one. */
export function linkElements({ label, url }: { label: string; url: string }, links: Links): CardElement[] {
  const address = addressOf(url, links)
  const isShort = titleOf(label) === clean(label)
  return address !== null && isShort ? actionSets([openUrl(label, address)]) : linkedLines(label, address)
}

/** Lines that open a page; the text alone where there is none. */
export function linkedLines(text: string, address: string | null, look: Look = {}): CardElement[] {
  if (address === null) return textElements(text, look)
  const items = textElements(text, { ...look, color: 'Accent' })
  return [{ type: 'Container', items, selectAction: openUrl(text, address) }]
}
