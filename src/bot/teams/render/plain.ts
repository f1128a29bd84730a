import type { Card } from '../../card.ts'
import { firstWords } from '../../render/first-words.ts'
import type { Links } from '../../render/links.ts'
import { joiner } from '../../render/markdown.ts'
import { pieces } from '../../render/pieces.ts'
import { plainWords } from '../../render/plain.ts'
import { limits } from './limits.ts'
import { addressOf } from './links.ts'
import { clean } from './text.ts'

/** Lines are cut to so many characters, so that little is lost where no more fit. */
const longestLine = 2_000

/**
 * A card in plain words, for where Teams refuses its form, to be sent with the text format `plain`: links are spelled
 * out, and buttons named.
 */
export function plainText(card: Card, links: Links = {}): string {
  const spelling = {
    words,
    spelledOut: (text: string, url: string) => spelledOut(text, addressOf(url, links)),
  }
  return plainWords(card, spelling, limits['plain.text']) || unlinked(firstWords(card))
}

const words = (text: string): string[] =>
  text.split('\n').flatMap((line) => pieces(line, longestLine).map(unlinked))

function spelledOut(text: string, address: string | null): string {
  return address === null ? unlinked(text) : `${unlinked(text)}: ${address}`
}

/** Words in which no client finds a link by itself. */
function unlinked(text: string): string {
  return clean(text)
    .replaceAll('://', `:${joiner}//`)
    .replace(/\bwww(?=\.)/gi, `$&${joiner}`)
}
