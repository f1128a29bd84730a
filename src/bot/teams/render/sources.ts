import { shorten } from '../../../shorten.ts'
import type { Links } from '../../render/links.ts'
import { sourceName } from '../../render/source-name.ts'
import type { CardElement } from './elements.ts'
import { addressOf, linkedLines } from './links.ts'
import { close, richText, run } from './rich-text.ts'
import { small } from './small-print.ts'
import type { Source } from './surroundings.ts'

const quotedAtFirst = 3
const longestName = 160
const longestQuote = 110

/** The passages that an answer stands on: the first with their words. */
export function sourceElements(sources: Source[], links: Links): CardElement[] {
  return sources.flatMap((source, index) =>
    [...nameOf(source, links), ...(index < quotedAtFirst ? quoteOf(source) : [])].map((line, at) =>
      close(line, index === 0 && at === 0),
    ),
  )
}

function nameOf({ number, citation }: Source, links: Links): CardElement[] {
  const name = `[${number}] ${shorten(sourceName(citation), longestName)}`
  return linkedLines(name, addressOf(citation.url, links), { size: 'Small' })
}

function quoteOf({ citation }: Source): CardElement[] {
  const quote = shorten(citation.quote, longestQuote)
  return quote === '' ? [] : [richText([run(`“${quote}”`, small)])]
}
