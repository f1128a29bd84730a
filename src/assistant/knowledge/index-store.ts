import { setImmediate } from 'node:timers/promises'
import { type AssistantDb, AssistantPrisma } from '../../db.ts'
import type { Lease } from './lease-store.ts'

/** A passage as the index keeps it. */
export interface IndexedPassage {
  ordinal: number
  heading: string
  pageStart: number
  pageEnd: number
  text: string
  /** Words and codes with how often they occur; words are stemmed by the database. */
  words: Map<string, number>
  codes: Map<string, number>
}

export interface NewIndex {
  pages: number
  stemmer: string
  /** Taken one batch at a time, so that other work comes in between. */
  passages: Iterable<IndexedPassage>
  /** Gives the work up, leaving everything as it was. */
  signal: AbortSignal
}

/** Codes are set apart from words by this sign, which no term contains. */
const codeMark = '#'
/** Passages written by one statement. */
const batchSize = 200
const transactionLimits = { maxWait: 10_000, timeout: 600_000 }

/**
 * Replaces a document's passages and makes it ready, all at once.
 * @returns false when the lease was lost meanwhile; nothing is changed then.
 */
export async function replacePassages(
  db: AssistantDb,
  lease: Lease,
  { pages, stemmer, passages, signal }: NewIndex,
): Promise<boolean> {
  return await db
    .$transaction(async (tx) => {
      await tx.chunk.deleteMany({ where: { documentId: lease.documentId } })
      // While the database writes one batch, the next one's terms are found.
      let writing = Promise.resolve()
      for (const batch of batches(passages)) {
        await writing
        signal.throwIfAborted()
        writing = insert(tx, lease.documentId, stemmer, batch)
        writing.catch(() => undefined)
        await setImmediate()
      }
      await writing
      const { count } = await tx.document.updateMany({
        where: { documentId: lease.documentId, status: 'processing', attempts: lease.attempt },
        data: { status: 'ready', pages, pagesDone: pages, error: null, leaseUntil: null, attempts: 0 },
      })
      if (count === 0) throw new LostLease()
      return true
    }, transactionLimits)
    .catch((error: unknown) => {
      if (error instanceof LostLease || isGone(error)) return false
      throw error
    })
}

/**
 * Tells the planner what the index looks like now: after much was added, searches are ten times slower until
 * the server finds out by itself, within a minute or so. Where the role may not, the server only warns.
 */
export async function refreshStatistics(db: AssistantDb): Promise<void> {
  await db.$executeRaw`ANALYZE knowledge_documents, knowledge_chunks, knowledge_postings`
}

/** Rolls the transaction back; never leaves this file. */
class LostLease extends Error {}

/** The document was deleted while it was being read. */
function isGone(error: unknown): boolean {
  return error instanceof AssistantPrisma.PrismaClientKnownRequestError && error.code === 'P2003'
}

function* batches<T>(items: Iterable<T>): Generator<T[]> {
  let batch: T[] = []
  for (const item of items) {
    batch.push(item)
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

type Transaction = Parameters<Parameters<AssistantDb['$transaction']>[0]>[0]

async function insert(
  tx: Transaction,
  documentId: string,
  stemmer: string,
  passages: IndexedPassage[],
): Promise<void> {
  const rows = await tx.$queryRaw<{ ordinal: number; id: bigint }[]>`
    INSERT INTO knowledge_chunks (document_id, ordinal, heading, page_start, page_end, text, length)
    SELECT ${documentId}::uuid, * FROM unnest(
      ${passages.map((one) => one.ordinal)}::integer[], ${passages.map((one) => one.heading)}::text[],
      ${passages.map((one) => one.pageStart)}::integer[], ${passages.map((one) => one.pageEnd)}::integer[],
      ${passages.map((one) => one.text)}::text[],
      ${passages.map(({ words, codes }) => sum(words) + sum(codes))}::integer[]
    )
    RETURNING ordinal, chunk_id AS id`
  const ids = new Map(rows.map((row) => [row.ordinal, row.id]))
  const terms = passages.flatMap(({ ordinal, words, codes }) => [
    ...Array.from(words, ([term, tf]) => ({ id: ids.get(ordinal), term, tf, code: false })),
    ...Array.from(codes, ([term, tf]) => ({ id: ids.get(ordinal), term, tf, code: true })),
  ])
  await tx.$executeRaw`
    INSERT INTO knowledge_postings (term, chunk_id, tf)
    SELECT CASE WHEN code THEN ${codeMark} || term
                ELSE coalesce((ts_lexize(${stemmer}::regdictionary, term))[1], term) END AS stem, chunk_id, sum(tf)
    FROM unnest(
      ${terms.map((one) => one.id)}::bigint[], ${terms.map((one) => one.term)}::text[],
      ${terms.map((one) => one.tf)}::integer[], ${terms.map((one) => one.code)}::boolean[]
    ) AS given (chunk_id, term, tf, code)
    GROUP BY stem, chunk_id`
}

function sum(counts: Map<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0)
}
