import type { Run } from '../../../sops/run.ts'
import type { Button, Card } from '../../card.ts'
import {
  buttonRow,
  cardOf,
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
import type { RunView } from './view.ts'

/** A step did not come out as it should: what happened, what is true now, what to do. */
export function failedCard(run: Run, view: RunView): Card {
  const { state, plan } = run
  const step = state.current ?? plan.steps.length
  const ending = state.steps[step - 1]?.ending ?? null
  const owed = reviewOwed(run, view)
  return cardOf(`FAILED · ${verbOf(plan.procedure)} · ${stepName(run, step)}`, 'critical', [
    text(`What happened: ${line(ending?.detail ?? state.why ?? 'nobody knows')}`),
    text(`Now: ${whatIsTrue(step, plan.steps.length)} ${line(stepOf(run, step).onFailure, 200)}`),
    lastOutput(run),
    owed.note,
    runNote(run),
    recordLink(view),
    buttonRow(
      [...(mayOperate(view) ? wayOut(run, step, view) : []), ...owed.buttons],
      recordButton(run, view),
    ),
  ])
}

function whatIsTrue(step: number, steps: number): string {
  const before =
    step === 1 ? 'no step is done' : step === 2 ? 'step 1 is done' : `steps 1 to ${step - 1} are done`
  return step === steps ? `${before}.` : `${before}; nothing after step ${step} was begun.`
}

/** The remedy comes first where one is known. */
function wayOut(run: Run, step: number, { inChat }: RunView): Button[] {
  const remedy = inChat && run.state.steps[step - 1]?.ending?.remedy
  const retry: Button = {
    label: `Retry step ${step}`,
    action: 'run-retry',
    value: `${run.number} ${step}`,
    ...(remedy === undefined && { style: 'primary' as const }),
  }
  const help: Button[] =
    inChat?.escalateTo == null
      ? []
      : [
          {
            label: line(`Escalate to ${inChat.escalateTo}`, 29),
            action: 'run-escalate',
            value: String(run.number),
          },
        ]
  if (remedy === undefined) return [retry, ...help]
  const { label, procedure, parameters } = remedy
  return [planButton(line(label, 29), procedure, parameters.service ?? '', 'primary'), retry, ...help]
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
    runNote(run),
    recordLink(view),
    buttonRow([...(mayOperate(view) ? decisions(run, step) : []), ...owed.buttons], recordButton(run, view)),
  ])
}

function decisions({ number, plan }: Run, step: number): Button[] {
  const value = String(number)
  const goOn = step < plan.steps.length ? `Continue with step ${step + 1}` : 'Count it as done'
  return [
    { label: 'Check again', action: 'run-check-again', value, style: 'primary' },
    { label: goOn, action: 'run-continue', value },
    { label: 'End run', action: 'run-end', value },
  ]
}
