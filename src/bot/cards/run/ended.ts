import type { Run } from '../../../sops/run.ts'
import { timeOfDay } from '../../../sops/times.ts'
import type { Card } from '../../card.ts'
import { logReviewCard } from '../log-review.ts'
import { performanceCard } from '../performance.ts'
import { manualDoneCard } from './manual.ts'
import {
  againButton,
  buttonRow,
  cardOf,
  line,
  nameOfRun,
  recordButton,
  recordLink,
  reviewOwed,
  runNote,
  text,
  verbOf,
} from './parts.ts'
import { proof } from './proof.ts'
import { asBefore } from './rollback.ts'
import { lasted } from './times.ts'
import type { RunView } from './view.ts'

/** Of procedures whose end says more than that it was reached. */
const doneCards: Record<string, (run: Run, view: RunView) => Card> = {
  'add-manual': manualDoneCard,
  'log-review': (run, view) => {
    const review = notedIn(run)?.logReview
    return review === undefined ? proofCard(run, view) : logReviewCard(run, review, view)
  },
  performance: (run, view) => {
    const report = notedIn(run)?.performance
    return report === undefined ? proofCard(run, view) : performanceCard(run, report, view)
  },
}

/** What the last step noted. */
const notedIn = ({ state }: Run) => state.steps.at(-1)?.ending?.noted

/** It was done, and this is the proof. */
export function doneCard(run: Run, view: RunView): Card {
  const { procedure } = run.plan
  const card = Object.hasOwn(doneCards, procedure) ? doneCards[procedure] : undefined
  return (card ?? proofCard)(run, view)
}

function proofCard(run: Run, view: RunView): Card {
  const { state, plan } = run
  const owed = reviewOwed(run, view)
  return cardOf(
    `DONE · ${verbOf(plan.procedure)} · ${proved(run)} in ${lasted(state.startedAt, state.endedAt)}`,
    'good',
    [
      text(nameOfRun(run)),
      proof(run),
      owed.note,
      runNote(run, view),
      recordLink(view),
      buttonRow(owed.buttons, recordButton(run, view)),
    ],
  )
}

/** What the checks of the plan showed. */
function proved({ plan }: Run): string {
  if (plan.proves !== undefined) return `${plan.proves}, proved`
  // A plan of old does not say so itself.
  const checks = plan.steps.flatMap((step) => (step.kind === 'verify' ? [step.check] : []))
  const strongest = (['healthy', 'stopped', 'running'] as const).find((check) => checks.includes(check))
  if (strongest !== undefined) return `${strongest}, proved`
  return checks.length > 0 ? 'proved' : 'finished'
}

/** It ended between two steps, because somebody asked. */
export function stoppedCard(run: Run, view: RunView): Card {
  const { state, plan } = run
  const done = state.steps.slice(0, plan.steps.length).filter((step) => step.state === 'done').length
  const asked = run.events.findLast(({ type }) => type === 'stop-asked' || type === 'settled')
  const owed = reviewOwed(run, view)
  const how = state.rollback === null ? `after step ${done} of ${plan.steps.length}` : 'rolled back'
  return cardOf(`STOPPED · ${nameOfRun(run)} · ${how}`, 'warning', [
    text(
      asked === undefined
        ? line(state.why ?? 'It was stopped.')
        : `${view.nameOf(asked.by)} asked for it to end.`,
    ),
    text(
      state.rollback === null
        ? `Now: ${done} of ${plan.steps.length} steps are done; the others were not begun or are not certain.`
        : `Now: ${asBefore(run)}`,
    ),
    proof(run),
    owed.note,
    runNote(run, view),
    recordLink(view),
    buttonRow([...againButton(run, view), ...owed.buttons], recordButton(run, view)),
  ])
}

/** It never began. */
export function neverRanCard(run: Run, view: RunView): Card {
  const { word, sentence, mayPlanAgain } = endings(run, view)
  return cardOf(`${word} · ${nameOfRun(run)}`, 'neutral', [
    text(`${sentence} Nothing ran.`),
    runNote(run, view),
    buttonRow(mayPlanAgain ? againButton(run, view) : []),
  ])
}

function endings(run: Run, { nameOf, timeZone }: RunView) {
  const { state } = run
  const last = run.events.at(-1)
  const by = nameOf(last?.by ?? '')
  const at = timeOfDay(state.endedAt ?? last?.at ?? state.expiresAt, timeZone)
  if (state.status === 'rejected') {
    const reason = last?.type === 'rejected' ? last.reason : null
    const why = reason === null ? '.' : `: “${line(reason, 200)}”`
    return { word: 'REJECTED', sentence: `${by} rejected it at ${at}${why}`, mayPlanAgain: false }
  }
  if (state.status === 'withdrawn') {
    return { word: 'WITHDRAWN', sentence: `${by} withdrew it at ${at}.`, mayPlanAgain: false }
  }
  if (state.status === 'expired') {
    const expired = timeOfDay(state.expiresAt, timeZone)
    return { word: 'EXPIRED', sentence: `Expired at ${expired}.`, mayPlanAgain: true }
  }
  const why = last?.type === 'voided' ? last.why : (state.why ?? 'The plan would be another one now.')
  return { word: 'VOID', sentence: line(why), mayPlanAgain: true }
}
