import { useCallback, useEffect, useState } from 'preact/hooks'
import type { DocumentView } from '../../api.ts'
import { client } from '../parts/client.ts'
import { mayPass, sentenceOf } from '../parts/failure.ts'
import { type ManualFields, sendFile } from './send-file.ts'

type Progress =
  | { at: 'sending'; share: number }
  | { at: 'reading'; id: string; done: number; pages: number | null }
  | { at: 'ready'; pages: number }
  | { at: 'failed'; problem: string }

/** How far a manual has come. */
export type UploadStage = { manual: ManualFields } & Progress

export interface Upload {
  stage?: UploadStage
  start: (file: File, manual: ManualFields) => void
  /** Forgets a finished or failed one. */
  clear: () => void
}

const pollMs = 800

function progressOf({ status, pages, pages_done: done, document_id: id, error }: DocumentView): Progress {
  if (status === 'ready') return { at: 'ready', pages: pages ?? done }
  if (status === 'failed') return { at: 'failed', problem: error ?? "The manual can't be read." }
  return { at: 'reading', id, done, pages }
}

/** One manual's way from the file to being searchable; it goes on while the form is closed. */
export function useUpload(onReady: (manual: ManualFields) => void): Upload {
  const [stage, setStage] = useState<UploadStage>()
  const start = useCallback((file: File, manual: ManualFields) => {
    const set = (progress: Progress) => setStage({ manual, ...progress })
    set({ at: 'sending', share: 0 })
    sendFile(file, manual, (share) => set({ at: 'sending', share })).then(
      ({ document_id: id }) => set({ at: 'reading', id, done: 0, pages: null }),
      (error) => set({ at: 'failed', problem: sentenceOf(error) }),
    )
  }, [])
  useEffect(() => {
    if (stage?.at === 'ready') onReady(stage.manual)
    if (stage?.at !== 'reading') return
    const { id, manual } = stage
    const timer = setTimeout(() => {
      client.document(id).then(
        (document) => setStage({ manual, ...progressOf(document) }),
        (error) =>
          setStage(mayPass(error) ? { ...stage } : { manual, at: 'failed', problem: sentenceOf(error) }),
      )
    }, pollMs)
    return () => clearTimeout(timer)
  }, [stage, onReady])
  return { ...(stage ? { stage } : {}), start, clear: useCallback(() => setStage(undefined), []) }
}
