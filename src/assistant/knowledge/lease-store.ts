import type { AssistantDb } from '../../db.ts'

/** A document that this process reads now, until its lease runs out. */
export interface Lease {
  documentId: string
  title: string
  language: string
  machineModels: string[]
  /** Which attempt this is, from 1; a later attempt of another process makes this one void. */
  attempt: number
}

/**
 * Takes the oldest document that waits, whose reader died, or whose passages are missing: a restored dump of
 * its table alone has the original, and the index is built from that.
 */
export async function takeLease(db: AssistantDb, now: Date, until: Date): Promise<Lease | undefined> {
  const rows = await db.$queryRaw<Lease[]>`
    UPDATE knowledge_documents
    SET status = 'processing', lease_until = ${until}, attempts = attempts + 1, pages_done = 0, updated_at = ${now}
    WHERE document_id = (
      SELECT document_id FROM knowledge_documents
      WHERE status = 'queued'
        OR (status = 'processing' AND (lease_until IS NULL OR lease_until < ${now}))
        OR (status = 'ready' AND NOT EXISTS (
          SELECT FROM knowledge_chunks AS c WHERE c.document_id = knowledge_documents.document_id
        ))
      ORDER BY created_at, document_id LIMIT 1
      FOR UPDATE SKIP LOCKED
    )
    RETURNING document_id AS "documentId", title, language, machine_models AS "machineModels", attempts AS attempt`
  return rows[0]
}

/** Read by one statement; a large manual is never held as a whole, which the client would do three times over. */
const pieceBytes = 4 * 2 ** 20

/** The file of a leased document, piece by piece; none where the document was deleted meanwhile. */
export async function* originalOf(db: AssistantDb, { documentId }: Lease): AsyncGenerator<Uint8Array> {
  for (let from = 1; ; from += pieceBytes) {
    const rows = await db.$queryRaw<{ piece: Uint8Array }[]>`
      SELECT substring(original FROM ${from}::integer FOR ${pieceBytes}::integer) AS piece
      FROM knowledge_documents WHERE document_id = ${documentId}::uuid`
    const piece = rows[0]?.piece
    if (piece === undefined || piece.length === 0) return
    yield piece
  }
}

const held = ({ documentId, attempt }: Lease) => ({ documentId, status: 'processing', attempts: attempt })

/** Says how far the reading is and holds the lease for longer. False when it was lost. */
export async function reportProgress(
  db: AssistantDb,
  lease: Lease,
  progress: { pagesDone: number; pages: number | null },
  until: Date,
): Promise<boolean> {
  const { count } = await db.document.updateMany({
    where: held(lease),
    data: { ...progress, leaseUntil: until },
  })
  return count > 0
}

/** Ends a document's reading with the sentence that says why. */
export async function markFailed(db: AssistantDb, lease: Lease, error: string): Promise<void> {
  await db.document.updateMany({ where: held(lease), data: { status: 'failed', error, leaseUntil: null } })
}

/** Puts a document back into the queue; `counts` says whether the attempt counts. */
export async function giveBack(
  db: AssistantDb,
  lease: Lease,
  { counts }: { counts: boolean },
): Promise<void> {
  await db.document.updateMany({
    where: held(lease),
    data: { status: 'queued', leaseUntil: null, attempts: counts ? lease.attempt : lease.attempt - 1 },
  })
}
