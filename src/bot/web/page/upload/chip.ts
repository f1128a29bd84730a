import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { faceOf, stageWords } from './progress.ts'
import type { UploadStage } from './upload.ts'

/** An upload that goes on while its form is closed: one line above the composer. */
export function uploadChip(stage: UploadStage, show: () => void): VNode {
  const face = faceOf(stage)
  return html`<button type="button" class="upload-chip is-${face}" onClick=${show}>
    ${icon(face === 'ready' ? 'check' : face === 'failed' ? 'alert' : 'page')}
    <span class="upload-chip-title">${stage.manual.title}</span>
    <span class="upload-chip-words">${stageWords(stage)}</span>
  </button>`
}
