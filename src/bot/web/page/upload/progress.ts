import { html, type VNode } from '../parts/html.ts'
import type { UploadStage } from './upload.ts'

/** What a stage looks like. */
export type StageFace = 'moving' | 'ready' | 'failed'

export function faceOf(stage: UploadStage): StageFace {
  if (stage.at === 'sending') return 'moving'
  const status = stage.at === 'failed' ? 'failed' : (stage.run?.status ?? 'running')
  if (status === 'running') return 'moving'
  return status === 'done' ? 'ready' : 'failed'
}

/** What a stage is, in words. */
export function stageWords(stage: UploadStage): string {
  if (stage.at === 'failed') return stage.problem
  if (stage.at === 'sending') {
    return stage.share < 1 ? `Uploading, ${Math.floor(stage.share * 100)} %` : 'Checking the file…'
  }
  const { run } = stage
  if (run === undefined) return 'Waiting to be read…'
  if (run.status !== 'running') return run.status === 'done' ? 'Ready: found and cited.' : 'Not proved.'
  const now = run.steps.find(({ state }) => state === 'now')
  return now?.progress ?? now?.title ?? 'Waiting to be read…'
}

/** The share of the whole way that is done, 0 to 1; undefined while nobody can tell. */
function share(stage: UploadStage): number | undefined {
  if (stage.at === 'sending') return stage.share
  if (stage.at !== 'following' || stage.document?.status !== 'processing') return undefined
  const { pages_done: done, pages } = stage.document
  return pages ? done / pages : undefined
}

/** The title, the bar and the words of an upload. */
export function uploadProgress(stage: UploadStage): VNode {
  const face = faceOf(stage)
  return html`<div class="upload-progress is-${face}">
    <p class="upload-title">${stage.manual.title}</p>
    ${face === 'moving' && html`<progress max="1" value=${share(stage)} aria-label="Progress"></progress>`}
    <p class="upload-words" role=${stage.at === 'failed' ? 'alert' : 'status'}>${stageWords(stage)}</p>
  </div>`
}
