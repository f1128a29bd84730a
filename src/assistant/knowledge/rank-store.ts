import type { AssistantDb } from '../../db.ts'

/** BM25's saturation of repeats, and its correction for length. */
const k1 = 0.9
const b = 0.4
/** A passage in the language that was asked for comes before an equal one in another. */
const ownLanguage = 1.15

export interface RankQuery {
  /** One row for each spelling of each thing asked for; `want` numbers the things. */
  wants: number[]
  terms: string[]
  codes: boolean[]
  /** The stemmer of each language that has one. */
  languages: string[]
  stemmers: string[]
  /** Folded; null for all. */
  machineModel: string | null
  language: string | null
  /** Words to leave out as stop words are. */
  askingWords: readonly string[]
  limit: number
}

/** A passage with its BM25 score and what of the question it has. */
export interface Candidate {
  chunkId: bigint
  documentId: string
  title: string
  pageStart: number
  pageEnd: number
  heading: string
  text: string
  score: number
  /** 0..1: the share of the question's idf weight that it has. */
  coverage: number
  /** The things asked for that it has, by number. */
  found: number[]
  /** The stems of all things asked for, one row each, the same in every candidate. */
  askedWants: number[]
  askedTerms: string[]
  askedWeights: number[]
}

/**
 * Ranks passages by BM25 in one statement of plain SQL: idf and mean length are those of the documents that
 * the filter leaves, words are stemmed as each document's language was, and of a thing's spellings the best
 * one counts. Words that a stemmer's language has as stop words are left out, unless nothing else was asked.
 */
export async function rankPassages(db: AssistantDb, query: RankQuery): Promise<Candidate[]> {
  return await db.$queryRaw<Candidate[]>`
    WITH pool AS MATERIALIZED (
      SELECT document_id, ordinal, chunk_id, length, language
      FROM knowledge_documents JOIN knowledge_chunks USING (document_id)
      WHERE status = 'ready' AND (
        ${query.machineModel}::text IS NULL OR cardinality(machine_models) = 0 OR EXISTS (
          SELECT FROM unnest(machine_models) AS model
          WHERE regexp_replace(translate(lower(normalize(model, NFKC) COLLATE pg_c_utf8), 'ς', 'σ'), '[[:space:]_-]+', '', 'g') = ${query.machineModel}
        )
      )
    ), size AS (
      SELECT count(*)::float8 AS passages, avg(length)::float8 AS mean_length FROM pool
    ), dictionaries AS (
      SELECT DISTINCT coalesce(stemmer, 'simple')::regdictionary AS dictionary
      FROM (SELECT DISTINCT language FROM pool) AS used
      LEFT JOIN unnest(${query.languages}::text[], ${query.stemmers}::text[]) AS known (language, stemmer) USING (language)
    ), spelled AS (
      SELECT want, code, CASE WHEN code THEN '#' || term ELSE coalesce(stems[1], term) END AS term,
             NOT code AND (stems = '{}' OR term = ANY (${query.askingWords}::text[])) AS is_stop_word
      FROM unnest(${query.wants}::integer[], ${query.terms}::text[], ${query.codes}::boolean[]) AS given (want, term, code)
      CROSS JOIN dictionaries CROSS JOIN LATERAL ts_lexize(dictionary, term) AS stems
    ), judged AS (
      SELECT want, array_agg(DISTINCT term ORDER BY term) AS terms, bool_or(is_stop_word) AS idle
      FROM spelled GROUP BY want
    ), asked AS (
      SELECT min(want) AS want, terms FROM judged
      WHERE NOT idle OR NOT EXISTS (SELECT FROM judged WHERE NOT idle)
      GROUP BY terms
    ), alternatives AS (
      SELECT want, term FROM asked CROSS JOIN unnest(terms) AS term
    ), hits AS MATERIALIZED (
      SELECT term, chunk_id, tf, length, language
      FROM knowledge_posting_lists CROSS JOIN unnest(ordinals, tfs) AS posting (ordinal, tf)
      JOIN pool USING (document_id, ordinal)
      WHERE term = ANY (ARRAY(SELECT term FROM alternatives)) -- an array, so that the index is used
    ), weights AS (
      SELECT want, term, ln(1 + (passages - coalesce(df, 0) + 0.5) / (coalesce(df, 0) + 0.5)) AS idf, df IS NOT NULL AS occurs
      FROM alternatives CROSS JOIN size LEFT JOIN (SELECT term, count(*)::float8 AS df FROM hits GROUP BY term) AS counted USING (term)
    ), asked_weights AS (
      SELECT want, coalesce(max(idf) FILTER (WHERE occurs), max(idf)) AS weight FROM weights GROUP BY want
    ), scored AS (
      SELECT chunk_id, want, max(idf) AS weight,
             max(idf * tf * (${k1}::float8 + 1) / (tf + ${k1}::float8 * (1 - ${b}::float8 + ${b}::float8 * length / mean_length)))
               * CASE WHEN min(language) = ${query.language} THEN ${ownLanguage}::float8 ELSE 1 END AS score
      FROM hits JOIN weights USING (term) CROSS JOIN size
      GROUP BY chunk_id, want
    ), ranked AS (
      SELECT chunk_id, sum(score) AS score, sum(weight) AS covered, array_agg(want ORDER BY want) AS found
      FROM scored GROUP BY chunk_id ORDER BY score DESC, chunk_id LIMIT ${query.limit}
    ), asked_for AS (
      SELECT array_agg(want ORDER BY want, term) AS wants, array_agg(term ORDER BY want, term) AS terms,
             array_agg(weight ORDER BY want, term) AS weights
      FROM alternatives JOIN asked_weights USING (want)
    )
    SELECT chunk_id AS "chunkId", document_id AS "documentId", title, page_start AS "pageStart", page_end AS "pageEnd",
           heading, text, score, least(1, covered / (SELECT sum(weight) FROM asked_weights)) AS coverage, found,
           wants AS "askedWants", terms AS "askedTerms", weights AS "askedWeights"
    FROM ranked JOIN knowledge_chunks USING (chunk_id) JOIN knowledge_documents USING (document_id) CROSS JOIN asked_for
    ORDER BY score DESC, chunk_id`
}
