import type { Card } from '../../card.ts'
import type { Links } from '../../render/links.ts'
import { pieces } from '../../render/pieces.ts'
import { plainWords } from '../../render/plain.ts'
import { literal } from './escape.ts'
import { limits } from './limits.ts'
import { addressOf, inMarkup } from './links.ts'
import { notificationOf } from './notification.ts'

/** Lines are cut to so many characters, so that little is lost where no more fit. */
const longestLine = 400

/** A card in plain words, for when Slack refuses its blocks: links are spelled out, and buttons named. */
export function plainMessage(card: Card, links: Links = {}): { text: string } {
  const spelling = {
    words,
    spelledOut: (text: string, url: string) => spelledOut(text, addressOf(url, links)),
  }
  return { text: plainWords(card, spelling, limits['message.text']) || notificationOf(card) }
}

const words = (text: string): string[] =>
  text.split('\n').flatMap((line) => pieces(line, longestLine).map(literal))

function spelledOut(text: string, address: string | null): string {
  return address === null ? literal(text) : `${literal(text)}: <${inMarkup(address)}>`
}
