import type { SearchResult } from '../../assistant-api.ts'
import type { AssistantDb } from '../../db.ts'
import { askingWords } from './asking-words.ts'
import { foldModel } from './fold.ts'
import { withNearness } from './nearness.ts'
import { pageBreak } from './pdf/passages.ts'
import { type Candidate, rankPassages } from './rank-store.ts'
import { stemmers } from './stemmers.ts'
import { type Want, wantsOf, wantsTable } from './terms.ts'
import { varied } from './variety.ts'

export interface SearchOptions {
  query: string
  /** Only documents for this model, or for no model in particular. */
  machineModel?: string
  /** Two letters: a passage in this language comes before an equal one in another. */
  language?: string
  limit: number
}

/** A search result with what a caller needs to judge whether it answers. */
export interface Passage extends SearchResult {
  chunkId: bigint
  /** 0..1: the share of the query's idf weight that the passage's terms cover. */
  coverage: number
  /** The words and codes of the query that the passage has, folded. */
  matched: string[]
  /** The text page by page (one page, or two neighbours), for naming a quote's own page. */
  pages: { page: number; text: string }[]
}

/** Passages that BM25 hands on for each that is asked for, and at least. */
const candidatesEach = 3
const fewestCandidates = 50
/** The most things asked for that are looked up; a question has ten. */
const mostWants = 100

/** The passages of ready documents that fit a query best, best first; none when nothing of it occurs. */
export async function search(db: AssistantDb, options: SearchOptions): Promise<Passage[]> {
  const wants = wantsOf(options.query).slice(0, mostWants)
  if (wants.length === 0) return []
  const candidates = await rankPassages(db, {
    ...wantsTable(wants),
    languages: Object.keys(stemmers),
    stemmers: Object.values(stemmers),
    machineModel: options.machineModel === undefined ? null : foldModel(options.machineModel),
    language: options.language ?? null,
    askingWords,
    limit: Math.max(fewestCandidates, options.limit * candidatesEach),
  })
  return varied(candidates.map(withNearness), options.limit).map((candidate) => passageOf(candidate, wants))
}

function passageOf(candidate: Candidate, wants: Want[]): Passage {
  const { chunkId, documentId, title, pageStart, pageEnd, heading, text, score, coverage, found } = candidate
  return {
    chunkId,
    document_id: documentId,
    title,
    page_start: pageStart,
    page_end: pageEnd,
    heading,
    text: text.replace(pageBreak, '\n'),
    score,
    coverage,
    matched: found.flatMap((number) => wants[number]?.[0]?.text ?? []),
    pages: text.split(pageBreak).map((part, index) => ({ page: pageStart + index, text: part })),
  }
}
