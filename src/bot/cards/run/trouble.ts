import type { RollbackState, Run } from '../../../sops/run.ts'
import type { Block, Button, Card } from '../../card.ts'
import { manualFailedCard } from './manual.ts'
import {
  againButton,
  buttonRow,
  cardOf,
  caseLink,
  helpButtons,
  lastOutput,
  line,
  mayOperate,
  nameOfRun,
  planButton,
  recordButton,
  recordLink,
  reviewOwed,
  runNote,
  stepName,
  stepOf,
  text,
  verbOf,
} from './parts.ts'
import { proof } from './proof.ts'
import { asBefore } from './rollback.ts'
import type { RunView } from './view.ts'

/** A step did not come out as it should: what happened, what is true now, what to do. */
export function failedCard(run: Run, view: RunView): Card {
  const { state, plan } = run
  if (plan.procedure === 'add-manual') return manualFailedCard(run, view)
  if (state.rollback !== null) return rolledBackCard(run, state.rollback, view)
  const step = state.current ?? plan.steps.length
  const ending = state.steps[step - 1]?.ending ?? null
  return cardOf(`FAILED · ${verbOf(plan.procedure)} · ${stepName(run, step)}`, 'critical', [
    text(`What happened: ${line(ending?.detail ?? state.why ?? 'nobody knows')}`),
    text(`Now: ${whatIsTrue(step, plan.steps.length)} ${line(stepOf(run, step).onFailure, 200)}`),
    lastOutput(run),
    ...ofFailure(run, wayOut(run, step, view), view),
  ])
}

/** A step failed after something was changed: the change was taken back, or could not be. */
function rolledBackCard(run: Run, rollback: RollbackState, view: RunView): Card {
  const { state, plan } = run
  const isBack = rollback.outcome === 'done'
  const step = state.current ?? plan.steps.length
  const what = rollback.step === null ? '' : `${stepName(run, rollback.step)}: `
  const now = isBack ? asBefore(run) : `${line(state.why ?? '')} ${line(stepOf(run, step).onFailure, 200)}`
  const verdict = isBack ? 'rolled back' : 'NOT rolled back'
  return cardOf(`FAILED · ${verbOf(plan.procedure)} · ${verdict}`, 'critical', [
    text(`What happened: ${what}${line(rollback.why)}`),
    text(`Now: ${now}`),
    isBack ? proof(run) : lastOutput(run),
    ...ofFailure(
      run,
      isBack ? [...againButton(run, view), ...helpButtons(run, view)] : wayOut(run, step, view),
      view,
    ),
  ])
}

/** What stands below every failure. */
function ofFailure(run: Run, buttons: Button[], view: RunView): (Block | null)[] {
  const owed = reviewOwed(run, view)
  return [
    owed.note,
    caseLink(run),
    runNote(run, view),
    recordLink(view),
    buttonRow([...(mayOperate(run, view) ? buttons : []), ...owed.buttons], recordButton(run, view)),
  ]
}

function whatIsTrue(step: number, steps: number): string {
  const before =
    step === 1 ? 'no step is done' : step === 2 ? 'step 1 is done' : `steps 1 to ${step - 1} are done`
  return step === steps ? `${before}.` : `${before}; nothing after step ${step} was begun.`
}

/** The remedy comes first where one is known. */
function wayOut(run: Run, step: number, view: RunView): Button[] {
  const remedy = view.inChat && run.state.steps[step - 1]?.ending?.remedy
  const own = run.plan.steps.length
  const retry: Button = {
    label: step > own ? `Retry rollback step ${step - own}` : `Retry step ${step}`,
    action: 'run-retry',
    value: `${run.number} ${step}`,
    ...(remedy === undefined && { style: 'primary' as const }),
  }
  if (remedy === undefined) return [retry, ...helpButtons(run, view)]
  const { label, procedure, parameters } = remedy
  return [
    planButton(line(label, 29), procedure, parameters.service ?? '', 'primary'),
    retry,
    ...helpButtons(run, view),
  ]
}

/** Nobody knows whether a step was done; nothing was repeated. */
export function unknownCard(run: Run, view: RunView): Card {
  const { state, plan } = run
  const step = state.current ?? plan.steps.length
  const ending = state.steps[step - 1]?.ending ?? null
  const owed = reviewOwed(run, view)
  return cardOf(`UNKNOWN · ${verbOf(plan.procedure)} · ${stepName(run, step)}`, 'warning', [
    text(nameOfRun(run)),
    text(line(ending?.detail ?? state.why ?? 'It was interrupted, so it may have been done.')),
    text('Nothing was repeated. Nothing else works on this until it is decided.'),
    lastOutput(run),
    owed.note,
    caseLink(run),
    runNote(run, view),
    recordLink(view),
    buttonRow(
      [...(mayOperate(run, view) ? decisions(run, step) : []), ...owed.buttons],
      recordButton(run, view),
    ),
  ])
}

function decisions({ number, plan, state }: Run, step: number): Button[] {
  const value = String(number)
  const isLast = step === plan.steps.length || step === state.steps.length
  const next = step > plan.steps.length ? `rollback step ${step - plan.steps.length + 1}` : `step ${step + 1}`
  return [
    { label: 'Check again', action: 'run-check-again', value, style: 'primary' },
    { label: isLast ? 'Count it as done' : `Continue with ${next}`, action: 'run-continue', value },
    { label: endLabel(plan, state, step), action: 'run-end', value },
  ]
}

/** Ended after something was changed, a run takes it back. */
function endLabel({ rollback }: Run['plan'], { rollback: begun }: Run['state'], step: number): string {
  return rollback !== undefined && begun === null && step >= rollback.after ? 'End run, roll back' : 'End run'
}
