import type { Run, StepState } from '../../../sops/run.ts'
import { stepAhead } from '../../../sops/state.ts'
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
  underStanding,
  verbOf,
} from './parts.ts'
import { elapsed, lasted } from './times.ts'
import type { RunView } from './view.ts'

/** Where a run has got to. */
export function runningCard(run: Run, view: RunView): Card {
  const { state, plan } = run
  const step = state.current ?? stepAhead(state, plan) ?? plan.steps.length
  const from = state.startedAt ?? state.approvedAt
  const time = view.now === undefined ? '' : ` · ${elapsed(from, view.now)}`
  return cardOf(
    `RUNNING · ${verbOf(plan.procedure)} · ${where(run, step)}${time}`,
    state.rollback === null ? 'neutral' : 'warning',
    [
      text(`${nameOfRun(run)} · ${approval(run, view)}`),
      state.rollback && text(`It is taken back, because: ${line(state.rollback.why, 200)}`),
      { kind: 'fields', fields: progress(run, step) },
      lastOutput(run),
      reviewOwed(run, view).note,
      state.stopAsked && state.rollback === null ? text(ending(run, step)) : null,
      runNote(run, view),
      recordLink(view),
      buttonRow(
        state.stopAsked || !mayOperate(run, view) || step >= plan.steps.length
          ? []
          : [stopAfterStep(run, step)],
        recordButton(run, view),
      ),
    ],
  )
}

/** `step 3 of 6`, `rolling back, step 1 of 3` */
function where({ plan }: Run, step: number): string {
  const own = plan.steps.length
  return step > own
    ? `rolling back, step ${step - own} of ${plan.rollback?.steps.length}`
    : `step ${step} of ${own}`
}

const decided: Record<NonNullable<Run['state']['approval']>, string> = {
  own: 'confirmed by',
  another: 'approved by',
  none: 'asked for by',
  standing: 'under the standing approval of',
  'broke-glass': 'emergency run by',
}

function approval(run: Run, view: RunView): string {
  const { state } = run
  const { nameOf, timeZone } = view
  const under = underStanding(run, view)
  if (under !== null) return under
  if (state.approvedBy === null || state.approvedAt === null) return 'starting'
  return `${decided[state.approval ?? 'another']} ${nameOf(state.approvedBy)} at ${timeOfDay(state.approvedAt, timeZone)}`
}

type Fields = Extract<Block, { kind: 'fields' }>['fields']

function progress(run: Run, step: number): Fields {
  const { state, plan } = run
  const title = (number: number) => line(stepOf(run, number).title, 60)
  const isFirst = step === 1 || step === plan.steps.length + 1
  const done = isFirst ? [] : [{ label: 'Done', value: `${title(step - 1)}${time(state.steps[step - 2])}` }]
  const isLast = step === plan.steps.length || step === state.steps.length
  const next = isLast ? [] : [{ label: 'Next', value: title(step + 1) }]
  const { attempts = 0, progress: said = null } = state.steps[step - 1] ?? {}
  const again = attempts > 1 ? ` (attempt ${attempts})` : ''
  const far = said === null ? '' : `: ${line(said, 80)}`
  return [...done, { label: 'Now', value: `${title(step)}${again}${far}` }, ...next]
}

function time(step: StepState | undefined): string {
  return step?.endedAt == null ? '' : ` (${lasted(step.beganAt, step.endedAt)})`
}

/** Ended once something was changed, a run takes it back. */
const takesBack = ({ plan }: Run, step: number): boolean =>
  plan.rollback !== undefined && step >= plan.rollback.after

const ending = (run: Run, step: number): string =>
  takesBack(run, step)
    ? 'After this step it takes back what was done, as was asked.'
    : 'It ends after this step, as was asked.'

const stopAfterStep = (run: Run, step: number): Button => ({
  label: takesBack(run, step) ? 'Stop and roll back' : 'Stop after this step',
  action: 'run-stop-after-step',
  value: String(run.number),
})
