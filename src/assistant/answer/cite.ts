import type { Citation } from '../../assistant-api.ts'
import type { Passage } from '../knowledge/search.ts'
import { evidenceOf, figuresOf, hasFigure } from './figures.ts'
import { shareOfWords } from './overlap.ts'
import { type Span, spansOf } from './spans.ts'

/** The bot's address, where documents are shown. */
export type PublicUrl = string

/** The citation of spans of a passage: the quote is `quoted`, the pages are those of all spans. */
export function citationOf(passage: Passage, spans: Span[], quoted: Span, publicUrl: PublicUrl): Citation {
  const pages = spans.map((span) => span.page)
  const page = Math.min(...pages, quoted.page)
  return {
    document_id: passage.document_id,
    title: passage.title,
    page,
    page_end: Math.max(...pages, quoted.page),
    heading: passage.heading,
    quote: quoted.text,
    url: `${publicUrl}/documents/${passage.document_id}?page=${quoted.page}`,
  }
}

/** The span that a sentence most likely stands on: its figures, then its words. */
export function spanBehind(sentence: string, spans: Span[]): Span | undefined {
  const figures = figuresOf(sentence)
  return best(spans, (span) => {
    const evidence = evidenceOf(span.text)
    const met = figures.filter((figure) => hasFigure(evidence, figure)).length
    return met * 2 + shareOfWords(sentence, span.text)
  })
}

/** The citation that stands for a passage as a whole. */
export function nearestCitation(passage: Passage, language: string, publicUrl: PublicUrl): Citation | null {
  const spans = spansOf(passage, language)
  const first = best(spans, (span) => shareOfWords(passage.matched.join(' '), span.text))
  return first === undefined ? null : citationOf(passage, [first], first, publicUrl)
}

/** The one of a list that scores highest, the first among equals. */
function best<T>(all: T[], score: (one: T) => number): T | undefined {
  let winner: { one: T; score: number } | undefined
  for (const one of all) {
    const points = score(one)
    if (winner === undefined || points > winner.score) winner = { one, score: points }
  }
  return winner?.one
}
