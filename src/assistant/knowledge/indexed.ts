import type { IndexedPassage } from './index-store.ts'
import type { Lease } from './lease-store.ts'
import type { Passage } from './pdf/passages.ts'
import { type Term, termsOf } from './terms.ts'

/** Between the titles of a heading path. */
export const pathSeparator = ' › '

/** A document's passages with the terms that they are found by: title, models, heading path and text, each once. */
export function* indexed(document: Lease, passages: Passage[]): Generator<IndexedPassage> {
  const named = termsOf([document.title, ...document.machineModels].join('\n'))
  for (const [ordinal, { path, pageStart, pageEnd, text }] of passages.entries()) {
    const terms = [...named, ...termsOf(path.join('\n')), ...termsOf(text)]
    yield {
      ordinal,
      heading: path.join(pathSeparator),
      pageStart,
      pageEnd,
      text,
      words: count(terms, 'word'),
      codes: count(terms, 'code'),
    }
  }
}

function count(terms: Term[], kind: Term['kind']): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms) {
    if (term.kind === kind) counts.set(term.text, (counts.get(term.text) ?? 0) + 1)
  }
  return counts
}
