import type { AssistantDb } from '../../db.ts'

/** A term of a document that is frequent in it and rare in the others, as the index has it. */
export interface OwnTerm {
  /** A stem, or `#` and a code. */
  term: string
  /** A passage that has it most. */
  text: string
}

export interface OwnTermsQuery {
  stemmer: string
  /** Folded words that are left out, also as stems. */
  idle: readonly string[]
  /** Folded words of the document's headings. */
  titles: readonly string[]
  limit: number
}

/** The most frequent terms of a document that are looked at. */
const considered = 500
/** What a term counts more that stands in a heading: those say what a document is about. */
const inTitle = 2

/**
 * A document's own terms, best first: how many of its passages have one, by how rare it is elsewhere and how
 * much it tells its own passages apart. Stop words are left out.
 */
export async function ownTerms(
  db: AssistantDb,
  documentId: string,
  { stemmer, idle, titles, limit }: OwnTermsQuery,
): Promise<OwnTerm[]> {
  return await db.$queryRaw<OwnTerm[]>`
    WITH own AS MATERIALIZED (
      SELECT chunk_id FROM knowledge_chunks WHERE document_id = ${documentId}::uuid
    ), idle AS (
      SELECT word AS term FROM unnest(${idle}::text[]) AS given (word)
      UNION SELECT (ts_lexize(${stemmer}::regdictionary, word))[1] FROM unnest(${idle}::text[]) AS given (word)
    ), titles AS (
      SELECT coalesce((ts_lexize(${stemmer}::regdictionary, word))[1], word) AS term FROM unnest(${titles}::text[]) AS given (word)
    ), frequent AS MATERIALIZED (
      SELECT term, count(*) AS here FROM knowledge_postings JOIN own USING (chunk_id)
      WHERE ts_lexize(${stemmer}::regdictionary, term) <> '{}' AND term NOT IN (SELECT term FROM idle WHERE term IS NOT NULL)
      GROUP BY term ORDER BY here DESC, term LIMIT ${considered}
    ), elsewhere AS (
      SELECT term, count(*) AS there FROM knowledge_postings JOIN knowledge_chunks USING (chunk_id)
      JOIN knowledge_documents USING (document_id)
      WHERE term = ANY (ARRAY(SELECT term FROM frequent)) AND document_id <> ${documentId}::uuid AND status = 'ready'
      GROUP BY term
    ), sizes AS (
      SELECT count(*) FILTER (WHERE document_id = ${documentId}::uuid) AS here,
             count(*) FILTER (WHERE document_id <> ${documentId}::uuid AND status = 'ready') AS there
      FROM knowledge_chunks JOIN knowledge_documents USING (document_id)
    ), best AS (
      SELECT term, ln(1 + frequent.here)
               * (ln((sizes.there + 1) / (coalesce(elsewhere.there, 0) + 0.5)) + ln((sizes.here + 1) / (frequent.here + 0.5)))
               * CASE WHEN term IN (SELECT term FROM titles) THEN ${inTitle} ELSE 1 END AS score
      FROM frequent LEFT JOIN elsewhere USING (term) CROSS JOIN sizes
      ORDER BY score DESC, term LIMIT ${limit}
    )
    SELECT term, text FROM best CROSS JOIN LATERAL (
      SELECT heading || E'\n' || text AS text FROM knowledge_postings JOIN own USING (chunk_id) JOIN knowledge_chunks USING (chunk_id)
      WHERE knowledge_postings.term = best.term ORDER BY tf DESC, chunk_id LIMIT 1
    ) AS passage
    ORDER BY score DESC, term`
}

/** The stems of folded words, in their order. */
export async function stemsOf(db: AssistantDb, stemmer: string, words: string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ stem: string }[]>`
    SELECT coalesce((ts_lexize(${stemmer}::regdictionary, word))[1], word) AS stem
    FROM unnest(${words}::text[]) WITH ORDINALITY AS given (word, place) ORDER BY place`
  return rows.map(({ stem }) => stem)
}
