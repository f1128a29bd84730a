import { createHash } from 'node:crypto'
import { pino } from 'pino'
import { addDocument, findDocument } from '../../../src/assistant/knowledge/document-store.ts'
import { type IngestionParts, startIngestion } from '../../../src/assistant/knowledge/ingestion.ts'
import { documentFieldsSchema, type KnowledgeDocument } from '../../../src/assistant-api.ts'
import { systemClock } from '../../../src/clock.ts'
import { type Config, readConfig } from '../../../src/config.ts'
import { type AssistantDb, isUnreachable, openAssistantDb } from '../../../src/db.ts'
import { scratchDatabase } from '../../harness/database.ts'
import { eventually } from '../../harness/eventually.ts'

/** A knowledge base on a scratch database, without a server. */
export interface KnowledgeBase {
  url: string
  db: AssistantDb
  parts(overrides?: Partial<IngestionParts>): IngestionParts
  /** Queues a PDF and resolves to its id. */
  add(
    pdf: Buffer<ArrayBuffer>,
    fields?: { title?: string; machine_models?: string[]; language?: string },
  ): Promise<string>
  document(id: string): Promise<KnowledgeDocument>
  /** Reads what is queued, until every one of these documents is ready or failed. */
  read(ids: string[], overrides?: Partial<IngestionParts>): Promise<void>
  /** What the index holds of a document, without its own numbers. */
  index(id: string): Promise<{ chunks: unknown[]; postings: unknown[] }>
  close(): Promise<void>
}

export const config = (settings: Record<string, string> = {}): Config =>
  readConfig({ LOG_DIR: '', ...settings })
export const silent = pino({ level: 'silent' })

export async function openKnowledgeBase(): Promise<KnowledgeBase> {
  const scratch = await scratchDatabase('assistant')
  const db = openAssistantDb(scratch.url)
  const parts = (overrides: Partial<IngestionParts> = {}): IngestionParts => ({
    db,
    config: config(),
    log: silent,
    clock: systemClock,
    isUnreachable,
    ...overrides,
  })
  const document = async (id: string): Promise<KnowledgeDocument> => {
    const found = await findDocument(db, id)
    if (found === null) throw new Error(`no document ${id}`)
    return found
  }
  return {
    url: scratch.url,
    db,
    parts,
    document,
    add: async (pdf, fields = {}) => {
      const sha256 = createHash('sha256').update(pdf).digest('hex')
      const file = { filename: 'manual.pdf', bytes: new Uint8Array(pdf), sha256 }
      const added = await addDocument(db, documentFieldsSchema.parse({ title: 'Manual', ...fields }), file)
      if ('sameAs' in added) throw new Error('the same file twice')
      return added.documentId
    },
    read: async (ids, overrides) => {
      const ingestion = startIngestion(parts(overrides))
      try {
        const settled = async (id: string): Promise<boolean> =>
          ['ready', 'failed'].includes((await document(id)).status)
        await eventually(async () => (await Promise.all(ids.map(settled))).every(Boolean), { within: 60_000 })
      } finally {
        await ingestion.stop()
      }
    },
    index: async (documentId) => ({
      chunks: await db.chunk.findMany({
        where: { documentId },
        select: { ordinal: true, heading: true, pageStart: true, pageEnd: true, text: true, length: true },
        orderBy: { ordinal: 'asc' },
      }),
      postings: await db.$queryRaw`
        SELECT ordinal, term, tf FROM knowledge_posting_lists CROSS JOIN unnest(ordinals, tfs) AS posting (ordinal, tf)
        WHERE document_id = ${documentId}::uuid ORDER BY ordinal, term`,
    }),
    close: async () => {
      await db.$disconnect()
      await scratch.drop()
    },
  }
}
