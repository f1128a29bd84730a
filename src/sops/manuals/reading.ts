import type { KnowledgeDocument } from '../../assistant-api.ts'
import type { Verdict } from '../checks.ts'

/** Whether a manual has been read, out of all that there are; how far that is, while it is not. */
export function checkRead(id: string, all: readonly KnowledgeDocument[]): Verdict {
  const document = all.find((one) => one.document_id === id)
  if (document === undefined) return failed('The manual is gone: somebody removed it.')
  const { status, error, pages } = document
  if (status === 'failed') return failed(error ?? 'The manual cannot be read, and nobody knows why.')
  if (status === 'ready') {
    const value = pages === 1 ? '1' : counted(pages ?? 0)
    return { verdict: 'met', detail: `All ${value} pages are read.`, evidence: [{ label: 'Pages', value }] }
  }
  const progress = status === 'queued' ? queueText(document, all) : pageText(document)
  return { verdict: 'not-yet', detail: `It got no further than “${progress}”`, evidence: [], progress }
}

const failed = (detail: string): Verdict => ({ verdict: 'failed', detail, evidence: [] })

/** `reading page 120 of 1,300` */
function pageText({ pages_done: done, pages }: KnowledgeDocument): string {
  if (pages === null) return 'opening the file'
  return done < pages ? `reading page ${counted(done + 1)} of ${counted(pages)}` : 'building the index'
}

/** What stands before it, and how far that is: the queue moves while it waits. */
function queueText({ created_at: since }: KnowledgeDocument, all: readonly KnowledgeDocument[]): string {
  const before = all.filter(({ status, created_at: at }) => isUnderWay(status) && at < since)
  const reading = all.find(({ status }) => status === 'processing')
  if (reading === undefined) return 'waits for its turn'
  const others = before.length === 1 ? '1 manual' : `${before.length} manuals`
  return `waits for ${others} before it, now ${pageText(reading)}`
}

const isUnderWay = (status: KnowledgeDocument['status']) => status === 'queued' || status === 'processing'

const counted = (count: number): string => count.toLocaleString('en')
