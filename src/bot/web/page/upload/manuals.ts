import { useCallback, useState } from 'preact/hooks'
import type { Me } from '../../api.ts'
import { useAdding } from '../parts/adding.ts'
import { place } from '../parts/html.ts'
import { uploadChip } from './chip.ts'
import { UploadDialog } from './dialog.ts'
import { useFileDrop } from './drop.ts'
import type { ManualFields } from './send-file.ts'
import { hasEnded, useUpload } from './upload.ts'

interface ManualsOptions {
  me: Me
  /** What is dropped on the page is a manual. */
  takesDrops: boolean
  /** Reads /api/me again: there may be new questions. */
  reload: () => Promise<void>
  /** Begins a chat about a machine. */
  askAbout: (model: string) => void
}

/** Adding manuals, for who may: the dialog, what is left of it when closed, and dropped files. */
export function useManuals({ me, takesDrops, reload, askAbout }: ManualsOptions) {
  const [added, setAdded] = useState<string[]>([])
  const onReady = useCallback(
    ({ machineModels }: ManualFields) => {
      setAdded((models) => [...models, ...machineModels])
      void reload()
    },
    [reload],
  )
  const upload = useUpload(onReady)
  const [shown, setShown] = useState(false)
  const [file, setFile] = useState<File>()
  const drop = useCallback(([dropped]: File[]) => {
    setFile(dropped)
    setShown(true)
  }, [])
  const dropping = useFileDrop(takesDrops && me.mayUpload && !shown, drop)
  const show = useCallback(() => setShown(me.mayUpload), [me.mayUpload])
  useAdding(show)
  const { stage } = upload
  // What /api/me says of the models lags a little behind what was just added.
  const models = [...new Set([...me.machineModels, ...added])]
  const close = () => {
    setShown(false)
    setFile(undefined)
    if (stage && hasEnded(stage)) upload.clear()
  }
  const ask = () => {
    close()
    askAbout(stage?.manual.machineModels[0] ?? '')
  }
  return {
    models,
    show,
    dropping,
    chip: !shown && stage !== undefined && uploadChip(stage, show),
    dialog:
      shown &&
      place(UploadDialog, {
        upload,
        ...(file ? { dropped: file } : {}),
        models,
        maxMb: me.maxUploadMb,
        close,
        ask,
      }),
  }
}
