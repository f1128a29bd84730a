import type { AssistantDb } from '../../db.ts'
import { pathSeparator } from './indexed.ts'

/** A heading under which a ready document says something. */
export interface IndexedHeading {
  documentId: string
  language: string
  machineModels: string[]
  /** The heading path, as chunks keep it. */
  heading: string
}

/** The most headings that are looked at for each document. */
const perDocument = 200

/** Headings of the ready documents, the newest document first, in printed order. */
export async function readyHeadings(db: AssistantDb): Promise<IndexedHeading[]> {
  return await db.$queryRaw<IndexedHeading[]>`
    SELECT document_id AS "documentId", language, machine_models AS "machineModels", heading
    FROM knowledge_documents CROSS JOIN LATERAL (
      SELECT heading, min(ordinal) AS first FROM knowledge_chunks AS c
      WHERE c.document_id = knowledge_documents.document_id AND heading <> ''
      GROUP BY heading ORDER BY first LIMIT ${perDocument}
    ) AS headings
    WHERE status = 'ready'
    ORDER BY created_at DESC, document_id, first`
}

/** The models that ready documents are for, each in the spelling that comes first. */
export async function knownModels(db: AssistantDb): Promise<string[]> {
  const rows = await db.document.findMany({
    where: { status: 'ready' },
    select: { machineModels: true },
    orderBy: { createdAt: 'asc' },
  })
  return rows.flatMap((row) => row.machineModels)
}

/** A title of a section of one document. */
export interface OwnHeading {
  title: string
  /** Another ready document has a section of this title. */
  isElsewhere: boolean
}

/** Sections with less text than this, in characters, say little. */
const fewCharacters = 50

/** The titles of a document's sections that say something, in printed order. */
export async function ownHeadings(db: AssistantDb, documentId: string): Promise<OwnHeading[]> {
  return await db.$queryRaw<OwnHeading[]>`
    WITH titled AS (
      SELECT document_id, ordinal, regexp_replace(heading, '^.*' || ${pathSeparator}, '') AS title, length(text) AS size
      FROM knowledge_chunks JOIN knowledge_documents USING (document_id) WHERE status = 'ready' AND heading <> ''
    ), own AS (
      SELECT title, min(ordinal) AS first FROM titled WHERE document_id = ${documentId}::uuid
      GROUP BY title HAVING sum(size) >= ${fewCharacters} ORDER BY first LIMIT ${perDocument}
    )
    SELECT title, EXISTS (
      SELECT FROM titled WHERE lower(titled.title) = lower(own.title) AND document_id <> ${documentId}::uuid
    ) AS "isElsewhere"
    FROM own ORDER BY first`
}
