import type { WaitingRun } from '../../api.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { absent, frame } from './frame.ts'
import { RunCardView } from './run-card.ts'
import type { RunPages } from './use-runs.ts'

/** What waits for a decision or a review, oldest first, the whole card each. */
export function Approvals({ runs }: { runs: RunPages }): VNode {
  const { waiting, openCommand } = runs
  document.title = 'Approvals · AI Assistant'
  if (!waiting.value) return frame('Approvals', runs, absent(waiting))
  const yours = waiting.value.filter(({ isYours }) => isYours)
  const others = waiting.value.filter(({ isYours }) => !isYours)
  const cards = (list: WaitingRun[]) =>
    list.map((run) =>
      place(RunCardView, { key: String(run.number), run, reload: waiting.reload, openCommand }),
    )
  return frame(
    'Approvals',
    runs,
    html`<div class="run-cards">
      ${yours.length === 0 && html`<p key="nothing" class="page-note">Nothing waits for you.</p>`}
      ${cards(yours)}
      ${others.length > 0 && html`<h2 key="others" class="page-part">Waits for somebody else</h2>`}
      ${cards(others)}
    </div>`,
  )
}
