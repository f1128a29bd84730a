import type { KnowledgeDocument } from '../../assistant-api.ts'
import type { Run } from '../../sops/run.ts'
import type { Request } from '../handler.ts'
import { lockOf } from './follow.ts'

/** A manual, and the run that followed it last; null where none did. */
export interface ListedManual {
  document: KnowledgeDocument
  run: Run | null
}

/** The newest manuals, with how many there are. */
export interface ListedManuals {
  newest: ListedManual[]
  total: number
}

const listed = 5

/** The newest manuals of the knowledge base. @throws UserError where the assistant is away. */
export async function listedManuals({ signal, with: { assistant, runs } }: Request): Promise<ListedManuals> {
  const all = await assistant.forRuns.documents(signal)
  const newest = all.slice(0, listed).map(async (document) => {
    return { document, run: await runs.latestOn(lockOf(document.document_id)) }
  })
  return { newest: await Promise.all(newest), total: all.length }
}
