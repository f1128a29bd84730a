import type { RunCard } from '../../api.ts'
import { absent, frame } from '../parts/frame.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { RunCardView } from './run-card.ts'
import { useKept } from './use-kept.ts'
import type { RunPages } from './use-runs.ts'

/** What waits for a decision or a review, oldest first, the whole card each. */
export function Approvals({ runs }: { runs: RunPages }): VNode {
  const { waiting, openCommand } = runs
  const { kept, keep, reloadKept } = useKept(runs.change)
  document.title = 'Approvals · AI Assistant'
  if (!waiting.value) return frame('Approvals', runs, absent(waiting))

  const all = waiting.value
  const decided = [...kept.values()].filter((run) => !all.some(({ number }) => number === run.number))
  const isHere = ({ number }: RunCard) => kept.has(number)
  const yours = [...all.filter((run) => run.isYours || isHere(run)), ...decided].sort(byAge)
  const others = all.filter((run) => !run.isYours && !isHere(run))
  const reload = async () => void (await Promise.all([waiting.reload(), reloadKept()]))
  const card = (run: RunCard) =>
    place(RunCardView, { key: String(run.number), run, reload, onPress: () => keep(run), openCommand })
  const nothing = html`<p key="nothing" class="page-note">Nothing waits for you.</p>`
  const elsewhere = html`<h2 key="others" class="page-part">Waits for somebody else</h2>`
  // One list, so that a card stays the same one wherever it moves.
  const items = [
    ...(all.some(({ isYours }) => isYours) ? [] : [nothing]),
    ...yours.map(card),
    ...(others.length > 0 ? [elsewhere] : []),
    ...others.map(card),
  ]
  return frame('Approvals', runs, html`<div class="run-cards">${items}</div>`)
}

const byAge = (one: RunCard, other: RunCard): number => one.number - other.number
