import { useCallback, useEffect, useState } from 'preact/hooks'
import type { DocumentView, RunRecord } from '../../api.ts'
import { client } from '../parts/client.ts'
import { isMissing, mayPass, sentenceOf } from '../parts/failure.ts'
import { type ManualFields, sendFile } from './send-file.ts'

type Progress =
  | { at: 'sending'; share: number }
  /** The run that reads and proves it; both are absent until they were read for the first time. */
  | { at: 'following'; id: string; number: number; run?: RunRecord; document?: DocumentView | null }
  | { at: 'failed'; problem: string }

/** How far a manual has come. */
export type UploadStage = { manual: ManualFields } & Progress

export interface Upload {
  stage?: UploadStage
  start: (file: File, manual: ManualFields) => void
  /** Looks at its run at once: something was pressed. */
  look: () => Promise<void>
  /** Forgets a finished or failed one. */
  clear: () => void
}

const pollMs = 800
const unfollowed =
  'The manual was sent, and then the service went away. Type /manuals in the chat to see how far it is.'

type Following = { manual: ManualFields } & Extract<Progress, { at: 'following' }>

/** One manual's way from the file to its proof; it goes on while the form is closed. */
export function useUpload(onReady: (manual: ManualFields) => void): Upload {
  const [stage, setStage] = useState<UploadStage>()
  const start = useCallback((file: File, manual: ManualFields) => {
    const set = (progress: Progress) => setStage({ manual, ...progress })
    set({ at: 'sending', share: 0 })
    sendFile(file, manual, (share) => set({ at: 'sending', share })).then(
      ({ document_id: id, run: number }) =>
        set(number === null ? { at: 'failed', problem: unfollowed } : { at: 'following', id, number }),
      (error) => set({ at: 'failed', problem: sentenceOf(error) }),
    )
  }, [])
  const isReady = stage?.at === 'following' && stage.document?.status === 'ready'
  useEffect(() => {
    if (isReady) onReady(stage.manual)
  }, [isReady, onReady])
  const look = useCallback(async () => {
    if (stage?.at === 'following') setStage(await followed(stage))
  }, [stage])
  useEffect(() => {
    if (stage?.at !== 'following' || hasEnded(stage)) return
    const timer = setTimeout(() => void look(), pollMs)
    return () => clearTimeout(timer)
  }, [stage, look])
  return { ...(stage ? { stage } : {}), start, look, clear: useCallback(() => setStage(undefined), []) }
}

/** What is true of it now. */
async function followed(stage: Following): Promise<UploadStage> {
  try {
    const run = await client.run(stage.number)
    const document = run.removed.includes(stage.id) ? null : await documentOrNull(stage.id)
    return { ...stage, run, document }
  } catch (error) {
    const { manual } = stage
    return mayPass(error) ? { ...stage } : { manual, at: 'failed', problem: sentenceOf(error) }
  }
}

async function documentOrNull(id: string): Promise<DocumentView | null> {
  return await client.document(id).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
}

/** Whether nothing more happens to it by itself. */
export function hasEnded(stage: UploadStage): boolean {
  if (stage.at === 'following') return stage.run !== undefined && stage.run.status !== 'running'
  return stage.at === 'failed'
}
