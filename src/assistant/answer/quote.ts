import type { Citation } from '../../assistant-api.ts'
import { citationOf, type PublicUrl, spanBehind } from './cite.ts'
import { type Excerpt, extract } from './extract.ts'
import { relevanceOf } from './relevance.ts'
import type { Span } from './spans.ts'
import { type Warning, warningsOf } from './warnings.ts'
import type { LookedFor } from './windows.ts'

/** An answer that stands on passages. */
export interface Grounded {
  text: string
  citations: Citation[]
  warnings: Warning[]
}

/**
 * The extractive answer: the sentences that answer best, word for word, each with the mark of its source.
 * Undefined where they do not answer by themselves, whatever stands around them.
 */
export function quoteAnswer(options: LookedFor & { publicUrl: PublicUrl }): Grounded | undefined {
  const picked = extract(options)
  if (!standsAlone(picked, options)) return undefined
  const cited = picked.map(({ passage }) => passage)
  const warnings = warningsOf(cited, options.query, options.language)
  const excerpts = picked.map((excerpt) => {
    const rest = withoutWarnings(excerpt, warnings)
    const isList = rest.spans.some(({ kind }) => kind !== 'sentence')
    return isList || standsAlone([rest], options) ? rest : excerpt
  })
  return {
    text: excerpts.map(({ spans }, index) => marked(spans, index + 1)).join('\n'),
    citations: excerpts.flatMap((excerpt) => citationFor(excerpt, options)),
    warnings,
  }
}

function standsAlone(picked: Excerpt[], { query, language }: LookedFor): boolean {
  const alone = picked.map(({ passage, spans }) => ({
    ...passage,
    text: spans.map((span) => span.text).join('\n'),
    matched: [],
  }))
  return relevanceOf(query, language, alone).answers
}

/** Warnings are shown by themselves and left out of the text; where they are the answer, they are both. */
function withoutWarnings({ passage, spans }: Excerpt, warnings: Warning[]): Excerpt {
  const rest = spans.filter((span) => !warnings.some(({ text }) => text.includes(span.text)))
  return { passage, spans: rest.length === 0 ? spans : rest }
}

function citationFor(
  { passage, spans }: Excerpt,
  { query, publicUrl }: LookedFor & { publicUrl: PublicUrl },
): Citation[] {
  const behind = spanBehind(query, spans)
  return behind === undefined ? [] : [citationOf(passage, spans, behind, publicUrl)]
}

/** Sentences of one paragraph in a row, list items on lines of their own; each run ends with its mark. */
function marked(spans: Span[], number: number): string {
  const lines: { text: string; span: Span }[] = []
  for (const span of spans) {
    const last = lines.at(-1)
    if (
      last &&
      span.kind === 'sentence' &&
      last.span.kind === 'sentence' &&
      last.span.paragraph === span.paragraph
    ) {
      last.text += ` ${span.text}`
    } else {
      lines.push({ text: span.kind === 'item' ? span.text.replace(/^\S+\s+/, '- ') : span.text, span })
    }
  }
  return lines
    .map(({ text, span }, index) => {
      const runGoesOn = span.kind !== 'sentence' && lines[index + 1]?.span.kind === span.kind
      const leadsOn = /[:·]$/.test(text) && index + 1 < lines.length
      return runGoesOn || leadsOn ? text : `${text} [${number}]`
    })
    .join('\n')
}
