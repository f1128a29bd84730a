import { setImmediate } from 'node:timers/promises'
import { type AssistantDb, AssistantPrisma } from '../../db.ts'
import type { Lease } from './lease-store.ts'
import { addPassage, type PassageTerms, type PostingLists, underStems, wordsOf } from './posting-lists.ts'
import { stemsOf } from './stems-store.ts'

/** A passage as the index keeps it. */
export interface IndexedPassage extends PassageTerms {
  heading: string
  pageStart: number
  pageEnd: number
  text: string
}

export interface NewIndex {
  pages: number
  stemmer: string
  /** Taken one batch at a time, so that other work comes in between. */
  passages: Iterable<IndexedPassage>
  /** Gives the work up, leaving everything as it was. */
  signal: AbortSignal
}

/** Rows written by one statement. */
const batchOf = { passages: 200, terms: 4_000 }
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
  const { documentId } = lease
  return await db
    .$transaction(async (tx) => {
      await tx.chunk.deleteMany({ where: { documentId } })
      await tx.postingList.deleteMany({ where: { documentId } })
      const lists: PostingLists = new Map()
      for (const batch of batches(passages, batchOf.passages)) {
        for (const passage of batch) addPassage(lists, passage)
        signal.throwIfAborted()
        await insertPassages(tx, documentId, batch)
      }
      const words = wordsOf(lists)
      const stems = await stemsOf(tx, stemmer, words)
      const stemmed = underStems(lists, new Map(words.map((word, at) => [word, stems[at] ?? word])))
      for (const batch of batches(stemmed, batchOf.terms)) {
        signal.throwIfAborted()
        await insertLists(tx, documentId, batch)
        await setImmediate()
      }
      const { count } = await tx.document.updateMany({
        where: { documentId, status: 'processing', attempts: lease.attempt },
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
  await db.$executeRaw`ANALYZE knowledge_documents, knowledge_chunks, knowledge_posting_lists`
}

/** Rolls the transaction back; never leaves this file. */
class LostLease extends Error {}

/** The document was deleted while it was being read. */
function isGone(error: unknown): boolean {
  if (!(error instanceof AssistantPrisma.PrismaClientKnownRequestError)) return false
  // What a statement of our own breaks is told by the server's code.
  return error.code === 'P2003' || (error.code === 'P2010' && error.message.includes('23503'))
}

function* batches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = []
  for (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

type Transaction = Parameters<Parameters<AssistantDb['$transaction']>[0]>[0]

async function insertPassages(
  tx: Transaction,
  documentId: string,
  passages: IndexedPassage[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO knowledge_chunks (document_id, ordinal, heading, page_start, page_end, text, length)
    SELECT ${documentId}::uuid, * FROM unnest(
      ${passages.map((one) => one.ordinal)}::integer[], ${passages.map((one) => one.heading)}::text[],
      ${passages.map((one) => one.pageStart)}::integer[], ${passages.map((one) => one.pageEnd)}::integer[],
      ${passages.map((one) => one.text)}::text[],
      ${passages.map(({ words, codes }) => sum(words) + sum(codes))}::integer[]
    )`
}

/** The server has no arrays of arrays of unequal length: each list comes as the text of an array. */
async function insertLists(
  tx: Transaction,
  documentId: string,
  lists: [term: string, passages: Map<number, number>][],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO knowledge_posting_lists (document_id, term, ordinals, tfs)
    SELECT ${documentId}::uuid, term, ordinals::integer[], tfs::integer[] FROM unnest(
      ${lists.map(([term]) => term)}::text[],
      ${lists.map(([, passages]) => `{${[...passages.keys()].join(',')}}`)}::text[],
      ${lists.map(([, passages]) => `{${[...passages.values()].join(',')}}`)}::text[]
    ) AS given (term, ordinals, tfs)`
}

function sum(counts: Map<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0)
}
