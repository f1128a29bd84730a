import { html, type VNode } from '../parts/html.ts'
import type { UploadStage } from './upload.ts'

/** What a stage is, in words. */
export function stageWords(stage: UploadStage): string {
  switch (stage.at) {
    case 'sending':
      return stage.share < 1 ? `Uploading, ${Math.floor(stage.share * 100)} %` : 'Checking the file…'
    case 'reading':
      return stage.pages === null ? 'Waiting to be read…' : `Reading page ${stage.done} of ${stage.pages}`
    case 'ready':
      return `Ready: ${stage.pages} ${stage.pages === 1 ? 'page' : 'pages'} can be searched.`
    case 'failed':
      return stage.problem
  }
}

/** The share of the whole way that is done, 0 to 1; undefined while nobody can tell. */
function share(stage: UploadStage): number | undefined {
  if (stage.at === 'sending') return stage.share
  if (stage.at === 'reading') return stage.pages ? stage.done / stage.pages : undefined
  return undefined
}

/** The title, the bar and the words of an upload. */
export function uploadProgress(stage: UploadStage): VNode {
  const done = share(stage)
  const moving = stage.at === 'sending' || stage.at === 'reading'
  return html`<div class="upload-progress is-${stage.at}">
    <p class="upload-title">${stage.manual.title}</p>
    ${moving && html`<progress max="1" value=${done} aria-label="Progress"></progress>`}
    <p class="upload-words" role=${stage.at === 'failed' ? 'alert' : 'status'}>${stageWords(stage)}</p>
  </div>`
}
