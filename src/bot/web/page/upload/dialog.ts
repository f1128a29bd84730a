import { useEffect, useRef, useState } from 'preact/hooks'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { fileProblem } from './file-facts.ts'
import { ManualForm } from './form.ts'
import { uploadProgress } from './progress.ts'
import type { Upload } from './upload.ts'

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
    ${stage && html`${uploadProgress(stage)}${stageActions(stage.at, { ask, again, close })}`}
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

interface StageActions {
  ask: () => void
  again: () => void
  close: () => void
}

function stageActions(at: string, { ask, again, close }: StageActions): VNode {
  const action = (label: string, act: () => void, style = 'plain') =>
    html`<button type="button" class="button ${style}" onClick=${act}>${label}</button>`
  if (at === 'ready') {
    return html`<div class="form-foot">${action('Add another', again)}${action('Ask about it', ask, 'primary')}</div>`
  }
  if (at === 'failed')
    return html`<div class="form-foot">${action('Choose another file', again, 'primary')}</div>`
  return html`<div class="form-foot"><p class="note">You can close this; it goes on.</p>${action('Close', close)}</div>`
}
