import type { Run, StepEnding } from '../../../sops/run.ts'
import { timeOfDay } from '../../../sops/times.ts'
import type { Block, Button, Card } from '../../card.ts'
import {
  buttonRow,
  cardOf,
  line,
  mayOperate,
  nameOfRun,
  planButton,
  recordButton,
  recordLink,
  reviewOwed,
  runNote,
  text,
  thingOf,
  verbOf,
} from './parts.ts'
import { lasted } from './times.ts'
import type { RunView } from './view.ts'

/** It was done, and this is the proof. */
export function doneCard(run: Run, view: RunView): Card {
  const { state, plan } = run
  const owed = reviewOwed(run, view)
  return cardOf(
    `DONE · ${verbOf(plan.procedure)} · ${proved(run)} in ${lasted(state.startedAt, state.endedAt)}`,
    'good',
    [
      text(nameOfRun(run)),
      proof(run),
      owed.note,
      runNote(run),
      recordLink(view),
      buttonRow(owed.buttons, recordButton(run, view)),
    ],
  )
}

/** What the checks of the plan showed. */
function proved({ plan }: Run): string {
  const checks = plan.steps.flatMap((step) => (step.kind === 'verify' ? [step.check] : []))
  const strongest = (['healthy', 'stopped', 'running'] as const).find((check) => checks.includes(check))
  if (strongest !== undefined) return `${strongest}, proved`
  return checks.length > 0 ? 'proved' : 'finished'
}

/** What was seen, a label once: the newest counts. */
export function proof({ state }: Run): Block | null {
  const endings = state.steps.flatMap(({ ending }): StepEnding[] => (ending === null ? [] : [ending]))
  const seen = new Map(endings.flatMap(({ evidence }) => evidence.map(({ label, value }) => [label, value])))
  if (seen.size === 0) return null
  const fields = [...seen]
    .slice(-8)
    .map(([label, value]) => ({ label: line(label, 30), value: line(value, 80) }))
  return { kind: 'fields', fields }
}

/** It ended between two steps, because somebody asked. */
export function stoppedCard(run: Run, view: RunView): Card {
  const { state, plan } = run
  const done = state.steps.filter((step) => step.state === 'done').length
  const asked = run.events.findLast(({ type }) => type === 'stop-asked' || type === 'settled')
  const owed = reviewOwed(run, view)
  return cardOf(`STOPPED · ${nameOfRun(run)} · after step ${done} of ${plan.steps.length}`, 'warning', [
    text(
      asked === undefined
        ? line(state.why ?? 'It was stopped.')
        : `${view.nameOf(asked.by)} asked for it to end.`,
    ),
    text(
      `Now: ${done} of ${plan.steps.length} steps are done; the others were not begun or are not certain.`,
    ),
    proof(run),
    owed.note,
    runNote(run),
    recordLink(view),
    buttonRow([...again(run, view), ...owed.buttons], recordButton(run, view)),
  ])
}

/** It never began. */
export function neverRanCard(run: Run, view: RunView): Card {
  const { word, sentence, mayPlanAgain } = endings(run, view)
  return cardOf(`${word} · ${nameOfRun(run)}`, 'neutral', [
    text(`${sentence} Nothing ran.`),
    runNote(run),
    buttonRow(mayPlanAgain ? again(run, view) : []),
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

function again({ plan }: Run, view: RunView): Button[] {
  if (view.inChat === undefined || !mayOperate(view)) return []
  return [planButton('Plan it again…', plan.procedure, thingOf(plan))]
}
