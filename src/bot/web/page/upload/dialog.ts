import { useEffect, useRef, useState } from 'preact/hooks'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { RunCardView } from '../runs/run-card.ts'
import { fileProblem } from './file-facts.ts'
import { ManualForm } from './form.ts'
import { uploadProgress } from './progress.ts'
import { hasEnded, type Upload, type UploadStage } from './upload.ts'

interface DialogProps {
  upload: Upload
  /** A file that was dropped on the page. */
  dropped?: File
  models: string[]
  maxMb: number
  close: () => void
  /** Leads back to the chat with the new manual. */
  ask: () => void
}

/** Adding a manual: choose, describe, watch it being read. */
export function UploadDialog({ upload, dropped, models, maxMb, close, ask }: DialogProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null)
  const [file, setFile] = useState<File | undefined>(dropped)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  useEffect(() => {
    if (dropped) setFile(dropped)
  }, [dropped])
  const { stage } = upload
  const problem = file && fileProblem(file, maxMb)
  const again = () => {
    upload.clear()
    setFile(undefined)
  }
  return html`<dialog class="upload" ref=${dialog} aria-labelledby="upload-heading" onClose=${close}
    onCancel=${(event: Event) => event.stopPropagation()}>
    <header class="upload-head">
      <h2 id="upload-heading">Add a manual</h2>
      <button type="button" class="icon-button" aria-label="Close" onClick=${close}>${icon('close')}</button>
    </header>
    ${stage && html`${outcome(stage, upload)}${stageActions(stage, { ask, again, close })}`}
    ${!stage && problem && html`<p class="problem" role="alert">${problem}</p>`}
    ${!stage && (!file || problem) && filePicker(maxMb, setFile)}
    ${
      !stage &&
      file &&
      !problem &&
      place(ManualForm, {
        key: file.name,
        file,
        models,
        submit: (fields) => upload.start(file, fields),
        chooseOther: () => setFile(undefined),
      })
    }
  </dialog>`
}

function filePicker(maxMb: number, choose: (file: File | undefined) => void): VNode {
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    event.stopPropagation()
    choose(event.dataTransfer?.files[0])
  }
  return html`<label class="file-picker" onDrop=${onDrop} onDragOver=${(event: DragEvent) => event.preventDefault()}>
    <input type="file" accept="application/pdf,.pdf"
      onChange=${(event: Event) => choose((event.target as HTMLInputElement).files?.[0])} />
    ${icon('upload')}
    <span class="file-picker-words">Choose a PDF<span class="pointer-only">, or drop it here</span></span>
    <span class="file-picker-limit">Up to ${maxMb} MB, with text that can be selected</span>
  </label>`
}

/** How far it is; once its run has ended, the run's own card, which says what to do. */
function outcome(stage: UploadStage, { look }: Upload): VNode {
  if (stage.at !== 'following' || !stage.run || !hasEnded(stage)) return uploadProgress(stage)
  return place(RunCardView, { run: stage.run, reload: look, openCommand: () => undefined })
}

interface StageActions {
  ask: () => void
  again: () => void
  close: () => void
}

function stageActions(stage: UploadStage, { ask, again, close }: StageActions): VNode {
  const action = (label: string, act: () => void, style = 'plain') =>
    html`<button type="button" class="button ${style}" onClick=${act}>${label}</button>`
  if (stage.at === 'failed')
    return html`<div class="form-foot">${action('Choose another file', again, 'primary')}</div>`
  if (hasEnded(stage)) {
    const isReady = stage.at === 'following' && stage.document?.status === 'ready'
    return html`<div class="form-foot">
      ${action('Add another', again)}${isReady && action('Ask about it', ask, 'primary')}
    </div>`
  }
  return html`<div class="form-foot"><p class="note">You can close this; it goes on.</p>${action('Close', close)}</div>`
}
