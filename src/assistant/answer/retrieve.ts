import type { Passage, SearchOptions } from '../knowledge/search.ts'
import { wantedOf } from './overlap.ts'
import { type Relevance, relevanceOf } from './relevance.ts'
import type { Asked } from './understand.ts'

/** Searches the knowledge base. */
export type Search = (options: SearchOptions) => Promise<Passage[]>

/** What was found, and for which query. */
export interface Found extends Relevance {
  query: string
  passages: Passage[]
}

const candidates = 8

/** Searches for what was asked, from the likeliest reading of the question on, until passages answer it. */
export async function retrieve(asked: Asked, search: Search): Promise<Found> {
  let first: Found | undefined
  for (const query of asked.queries) {
    const passages = await search({
      query: withMeasures(query, asked.language),
      language: asked.language,
      limit: candidates,
      ...(asked.machineModel === null ? {} : { machineModel: asked.machineModel }),
    })
    const found = { query, passages, ...relevanceOf(query, asked.language, passages) }
    if (found.answers) return found
    first ??= found
  }
  return first ?? { query: '', passages: [], answers: false, worthReading: false }
}

/** A query that asks for a figure, with the names that manuals have for it. */
function withMeasures(query: string, language: string): string {
  const measures = wantedOf(query, language).filter(({ isMeasure }) => isMeasure)
  return [query, ...measures.flatMap(({ words }) => words)].join(' ')
}

/** The passage that comes nearest where nothing answers, of any machine where its own has none. */
export async function nearestPassage(
  asked: Asked,
  found: Found,
  search: Search,
): Promise<Passage | undefined> {
  const [own] = found.passages
  if (own !== undefined) return own
  const [other] = await search({ query: asked.text, language: asked.language, limit: 1 })
  return other
}
