import type { ContextBlock } from '@slack/types'
import type { Citation } from '../../../assistant-api.ts'
import { shorten } from '../../../shorten.ts'
import type { Links } from '../../render/links.ts'
import { sourceName } from '../../render/source-name.ts'
import { literal } from './escape.ts'
import { limits } from './limits.ts'
import { addressOf, linked } from './links.ts'
import { smallPrint } from './small-print.ts'

const shownAtFirst = 3
const longestTitle = 120
const longestQuote = 110

/** The passages that an answer stands on: three in words, the others by their numbers. */
export function sourceBlocks(sources: Citation[], links: Links): ContextBlock[] {
  const lines = [
    ...sources.slice(0, shownAtFirst).map((source, index) => sourceLine(source, index + 1, links)),
    ...othersLine(sources, links),
  ]
  const text = joined(lines)
  return text === '' ? [] : [smallPrint(text)]
}

function sourceLine(source: Citation, number: number, links: Links): string {
  const name = linked(
    `[${number}] ${shorten(sourceName(source), longestTitle)}`,
    addressOf(source.url, links),
  )
  const quote = shorten(source.quote, longestQuote)
  return quote === '' ? name : `${name}\n“${literal(quote)}”`
}

function othersLine(sources: Citation[], links: Links): string[] {
  const others = sources.slice(shownAtFirst)
  if (others.length === 0) return []
  const marks = others.map(({ url }, index) => linked(`[${shownAtFirst + index + 1}]`, addressOf(url, links)))
  return [`${others.length} more: ${marks.join(' ')}`]
}

/** As many lines as fit. */
function joined(lines: string[]): string {
  return lines.reduce((text, line) => {
    const more = text === '' ? line : `${text}\n${line}`
    return more.length <= limits['text.text'] ? more : text
  }, '')
}
