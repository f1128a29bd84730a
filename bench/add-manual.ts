import { setTimeout as sleep } from 'node:timers/promises'
import { assistantPaths, documentAcceptedSchema, documentSchema } from '../src/assistant-api.ts'
import type { MeasuredAssistant } from './assistant-process.ts'
import type { ManualFile } from './questions.ts'

/** What came of adding a manual. */
export interface AddedManual {
  pages: number
  /** From the first byte of the upload until it was ready. */
  seconds: number
  /** How many different numbers of pages it told on the way. */
  progress: number
}

/** Uploads a manual, follows it until it is ready, and removes it again. @throws Error where it cannot be read. */
export async function addManual(
  { url, headers }: Pick<MeasuredAssistant, 'url' | 'headers'>,
  { name, bytes }: ManualFile,
): Promise<AddedManual> {
  const form = new FormData()
  form.set('title', name)
  form.set('file', new File([new Uint8Array(bytes)], `${name}.pdf`, { type: 'application/pdf' }))
  const started = performance.now()
  const accepted = await fetch(url + assistantPaths.documents, { method: 'POST', body: form, headers })
  if (!accepted.ok) throw new Error(`${accepted.status}: ${await accepted.text()}`)
  const { document_id: id } = documentAcceptedSchema.parse(await accepted.json())
  const address = url + assistantPaths.document(id)
  const told = new Set<number>()
  try {
    for (; ; await sleep(100)) {
      const response = await fetch(address, { headers })
      // A busy machine keeps it waiting now and then.
      if (response.status >= 500) continue
      const { status, error, pages, pages_done: done } = documentSchema.parse(await response.json())
      told.add(done)
      const seconds = (performance.now() - started) / 1_000
      if (status === 'ready') return { pages: pages ?? 0, seconds, progress: told.size }
      if (status === 'failed') throw new Error(`reading failed: ${error}`)
    }
  } finally {
    await fetch(address, { method: 'DELETE', headers })
  }
}
