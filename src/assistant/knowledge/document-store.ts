import { randomUUID } from 'node:crypto'
import type { DocumentFields, KnowledgeDocument } from '../../assistant-api.ts'
import { type AssistantDb, AssistantPrisma } from '../../db.ts'

export interface NewFile {
  filename: string
  bytes: Uint8Array<ArrayBuffer>
  /** Hexadecimal. */
  sha256: string
}

/** Everything about a document but its file. */
const listed = {
  documentId: true,
  title: true,
  documentType: true,
  language: true,
  machineModels: true,
  tags: true,
  filename: true,
  sha256: true,
  size: true,
  status: true,
  pages: true,
  pagesDone: true,
  error: true,
  createdAt: true,
} as const satisfies AssistantPrisma.DocumentSelect

type Listed = AssistantPrisma.DocumentGetPayload<{ select: typeof listed }>

/**
 * Keeps an uploaded file and queues it for reading.
 * @returns its id, or the title of the document that has the same file already.
 */
export async function addDocument(
  db: AssistantDb,
  fields: DocumentFields,
  file: NewFile,
): Promise<{ documentId: string } | { sameAs: string }> {
  const existing = await titleOfFile(db, file.sha256)
  if (existing !== undefined) return { sameAs: existing }
  const documentId = randomUUID()
  try {
    await db.document.create({
      data: {
        documentId,
        title: fields.title,
        documentType: fields.document_type,
        language: fields.language,
        machineModels: fields.machine_models,
        tags: fields.tags,
        filename: file.filename,
        sha256: file.sha256,
        size: file.bytes.length,
        original: file.bytes,
        status: 'queued',
      },
      select: { documentId: true },
    })
  } catch (error) {
    // Two uploads of one file at the same moment: the second finds the first.
    const title = isDuplicate(error) ? await titleOfFile(db, file.sha256) : undefined
    if (title === undefined) throw error
    return { sameAs: title }
  }
  return { documentId }
}

async function titleOfFile(db: AssistantDb, sha256: string): Promise<string | undefined> {
  return (await db.document.findUnique({ where: { sha256 }, select: { title: true } }))?.title
}

function isDuplicate(error: unknown): boolean {
  return error instanceof AssistantPrisma.PrismaClientKnownRequestError && error.code === 'P2002'
}

/** Every document, newest first. */
export async function listDocuments(db: AssistantDb): Promise<KnowledgeDocument[]> {
  const rows = await db.document.findMany({
    select: listed,
    orderBy: [{ createdAt: 'desc' }, { documentId: 'asc' }],
  })
  return rows.map(asDocument)
}

export async function findDocument(db: AssistantDb, documentId: string): Promise<KnowledgeDocument | null> {
  const row = await db.document.findUnique({ where: { documentId }, select: listed })
  return row && asDocument(row)
}

/** A document as it is tested: its name, how many passages it has, and whether it can be searched yet. */
export async function findSearchable(db: AssistantDb, documentId: string) {
  const row = await db.document.findUnique({
    where: { documentId },
    select: {
      documentId: true,
      title: true,
      language: true,
      machineModels: true,
      status: true,
      _count: { select: { chunks: true } },
    },
  })
  if (row === null) return null
  const { status, _count: counted, ...name } = row
  return { ...name, isReady: status === 'ready', passages: counted.chunks }
}

/** The original file. */
export async function findFile(db: AssistantDb, documentId: string): Promise<NewFile | null> {
  const row = await db.document.findUnique({
    where: { documentId },
    select: { filename: true, original: true, sha256: true },
  })
  return row && { filename: row.filename, bytes: row.original, sha256: row.sha256 }
}

/** Deletes a document with its passages. False when there is none. */
export async function deleteDocument(db: AssistantDb, documentId: string): Promise<boolean> {
  return (await db.document.deleteMany({ where: { documentId } })).count > 0
}

/** Queues a document that is not being read to be read anew. False when there is none such. */
export async function queueAgain(db: AssistantDb, documentId: string): Promise<boolean> {
  const { count } = await db.document.updateMany({
    where: { documentId, status: { in: ['ready', 'failed'] } },
    data: { status: 'queued', error: null, leaseUntil: null, attempts: 0, pagesDone: 0 },
  })
  return count > 0
}

function asDocument(row: Listed): KnowledgeDocument {
  return {
    document_id: row.documentId,
    title: row.title,
    document_type: row.documentType,
    language: row.language,
    machine_models: row.machineModels,
    tags: row.tags,
    filename: row.filename,
    sha256: row.sha256,
    size: row.size,
    status: row.status as KnowledgeDocument['status'], // held by a CHECK constraint
    pages_done: row.pagesDone,
    pages: row.pages,
    error: row.error,
    created_at: row.createdAt.toISOString(),
  }
}
