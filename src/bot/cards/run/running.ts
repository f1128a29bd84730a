import type { Run, StepState } from '../../../sops/run.ts'
import { timeOfDay } from '../../../sops/times.ts'
import type { Block, Button, Card } from '../../card.ts'
import {
  buttonRow,
  cardOf,
  lastOutput,
  line,
  mayOperate,
  nameOfRun,
  recordButton,
  recordLink,
  reviewOwed,
  runNote,
  stepOf,
  text,
  verbOf,
} from './parts.ts'
import { elapsed, lasted } from './times.ts'
import type { RunView } from './view.ts'

/** Where a run has got to. */
export function runningCard(run: Run, view: RunView): Card {
  const { state, plan } = run
  const step = state.current ?? nextStep(run)
  const from = state.startedAt ?? state.approvedAt
  return cardOf(
    `RUNNING · ${verbOf(plan.procedure)} · step ${step} of ${plan.steps.length}${view.now === undefined ? '' : ` · ${elapsed(from, view.now)}`}`,
    'neutral',
    [
      text(`${nameOfRun(run)} · ${approval(run, view)}`),
      { kind: 'fields', fields: progress(run, step) },
      lastOutput(run),
      reviewOwed(run, view).note,
      state.stopAsked ? text('It ends after this step, as was asked.') : null,
      runNote(run),
      recordLink(view),
      buttonRow(
        state.stopAsked || !mayOperate(view) || step === plan.steps.length ? [] : [stopAfterStep(run)],
        recordButton(run, view),
      ),
    ],
  )
}

/** The first step that is still ahead; the last where none is. */
function nextStep({ state, plan }: Run): number {
  const index = state.steps.findIndex((step) => step.state === 'ahead')
  return index === -1 ? plan.steps.length : index + 1
}

const decided: Record<NonNullable<Run['state']['approval']>, string> = {
  own: 'confirmed by',
  another: 'approved by',
  'broke-glass': 'emergency run by',
}

function approval({ state }: Run, { nameOf, timeZone }: RunView): string {
  if (state.approvedBy === null || state.approvedAt === null) return 'starting'
  return `${decided[state.approval ?? 'another']} ${nameOf(state.approvedBy)} at ${timeOfDay(state.approvedAt, timeZone)}`
}

type Fields = Extract<Block, { kind: 'fields' }>['fields']

function progress(run: Run, step: number): Fields {
  const title = (number: number) => line(stepOf(run, number).title, 60)
  const done =
    step > 1 ? [{ label: 'Done', value: `${title(step - 1)}${time(run.state.steps[step - 2])}` }] : []
  const next = step < run.plan.steps.length ? [{ label: 'Next', value: title(step + 1) }] : []
  const attempts = run.state.steps[step - 1]?.attempts ?? 0
  const again = attempts > 1 ? ` (attempt ${attempts})` : ''
  return [...done, { label: 'Now', value: `${title(step)}${again}` }, ...next]
}

function time(step: StepState | undefined): string {
  return step?.endedAt == null ? '' : ` (${lasted(step.beganAt, step.endedAt)})`
}

const stopAfterStep = (run: Run): Button => ({
  label: 'Stop after this step',
  action: 'run-stop-after-step',
  value: String(run.number),
})
