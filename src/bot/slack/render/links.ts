import { type Links, pageAddress } from '../../render/links.ts'
import { literal } from './escape.ts'
import { limits } from './limits.ts'

/** The whole address of a link in a card; null for what is no page, or too long for Slack. */
export function addressOf(url: string, links: Links): string | null {
  return pageAddress(url, links, limits['link.url'])
}

/** A text in markup that leads to an address; the text alone where there is none. */
export function linked(text: string, address: string | null): string {
  return address === null ? literal(text) : `<${inMarkup(address)}|${literal(text)}>`
}

/** An address within markup, where `|` would end it. */
export function inMarkup(address: string): string {
  return address.replaceAll('|', '%7C').replaceAll('&', '&amp;').replaceAll('<', '%3C').replaceAll('>', '%3E')
}
