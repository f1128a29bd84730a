import { literal } from './escape.ts'
import { limits } from './limits.ts'

/** Where cards' relative addresses lead. */
export interface Links {
  /** The address at which people reach our pages; without it, relative addresses lead nowhere. */
  baseUrl?: string
}

/** The whole address of a link in a card; null for what is no page, or too long for Slack. */
export function addressOf(url: string, { baseUrl }: Links): string | null {
  const parsed = URL.parse(url, baseUrl)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return null
  return parsed.href.length <= limits['link.url'] ? parsed.href : null
}

/** A text in markup that leads to an address; the text alone where there is none. */
export function linked(text: string, address: string | null): string {
  return address === null ? literal(text) : `<${inMarkup(address)}|${literal(text)}>`
}

/** An address within markup, where `|` would end it. */
export function inMarkup(address: string): string {
  return address.replaceAll('|', '%7C').replaceAll('&', '&amp;').replaceAll('<', '%3C').replaceAll('>', '%3E')
}
