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
    WITH idle AS (
      SELECT word AS term FROM unnest(${idle}::text[]) AS given (word)
      UNION SELECT (ts_lexize(${stemmer}::regdictionary, word))[1] FROM unnest(${idle}::text[]) AS given (word)
    ), titles AS (
      SELECT coalesce((ts_lexize(${stemmer}::regdictionary, word))[1], word) AS term FROM unnest(${titles}::text[]) AS given (word)
    ), frequent AS MATERIALIZED (
      SELECT term, ordinals, tfs, cardinality(ordinals) AS here FROM knowledge_posting_lists
      WHERE document_id = ${documentId}::uuid AND ts_lexize(${stemmer}::regdictionary, term) <> '{}'
        AND term NOT IN (SELECT term FROM idle WHERE term IS NOT NULL)
      ORDER BY here DESC, term LIMIT ${considered}
    ), elsewhere AS (
      SELECT term, sum(cardinality(ordinals)) AS there FROM knowledge_posting_lists JOIN knowledge_documents USING (document_id)
      WHERE term = ANY (ARRAY(SELECT term FROM frequent)) AND document_id <> ${documentId}::uuid AND status = 'ready'
      GROUP BY term
    ), sizes AS (
      SELECT count(*) FILTER (WHERE document_id = ${documentId}::uuid) AS here,
             count(*) FILTER (WHERE document_id <> ${documentId}::uuid AND status = 'ready') AS there
      FROM knowledge_chunks JOIN knowledge_documents USING (document_id)
    ), best AS (
      SELECT term, ordinals, tfs, ln(1 + frequent.here)
               * (ln((sizes.there + 1) / (coalesce(elsewhere.there, 0) + 0.5)) + ln((sizes.here + 1) / (frequent.here + 0.5)))
               * CASE WHEN term IN (SELECT term FROM titles) THEN ${inTitle} ELSE 1 END AS score
      FROM frequent LEFT JOIN elsewhere USING (term) CROSS JOIN sizes
      ORDER BY score DESC, term LIMIT ${limit}
    )
    SELECT term, text FROM best CROSS JOIN LATERAL (
      SELECT heading || E'\n' || text AS text
      FROM unnest(ordinals, tfs) AS posting (ordinal, tf) JOIN knowledge_chunks USING (ordinal)
      WHERE document_id = ${documentId}::uuid ORDER BY tf DESC, ordinal LIMIT 1
    ) AS passage
    ORDER BY score DESC, term`
}
