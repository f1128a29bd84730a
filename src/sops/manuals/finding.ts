import type { DocumentTests, SearchResult } from '../../assistant-api.ts'
import type { Verdict } from '../checks.ts'

/** What is searched for: each phrase that people gave, or else the document's own words together. */
export function queriesOf(words: string, { terms }: DocumentTests): string[] {
  const given = words.split(',').map((phrase) => phrase.trim())
  const phrases = [...new Set(given)].filter((phrase) => phrase !== '')
  if (phrases.length > 0) return phrases
  return terms.length === 0 ? [] : [terms.join(' ')]
}

/** A query, and what was found for it, best first. */
export interface Searched {
  query: string
  results: SearchResult[]
}

/** Whether every query finds a document among the first results. */
export function checkFound(id: string, searched: readonly Searched[]): Verdict {
  if (searched.length === 0) return failed('It holds no words of its own that it could be found by.')
  const missed = searched.find(({ results }) => rankOf(id, results) === 0)
  if (missed !== undefined) return failed(missing(missed))
  const values = searched.map(
    ({ query, results }) => `${ordinal(rankOf(id, results))} of ${results.length} for “${query}”`,
  )
  const evidence = [{ label: 'Found', value: values.join('; ') }]
  return { verdict: 'met', detail: `A search finds it: ${values.join('; ')}.`, evidence }
}

/** From 1; 0 where it is not among them. */
const rankOf = (id: string, results: readonly SearchResult[]): number =>
  results.findIndex(({ document_id: one }) => one === id) + 1

function missing({ query, results }: Searched): string {
  const [first] = results
  if (first === undefined) return `A search for “${query}” finds nothing.`
  return `A search for “${query}” does not find it among the first ${results.length}; first comes “${first.title}”, page ${first.page_start}.`
}

const failed = (detail: string): Verdict => ({ verdict: 'failed', detail, evidence: [] })

function ordinal(rank: number): string {
  return `${rank}${['th', 'st', 'nd', 'rd'][rank] ?? 'th'}`
}
