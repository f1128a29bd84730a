import { citedIn, olderIn } from '../../../sops/manuals/noted.ts'
import { askingStep, readingStep } from '../../../sops/procedures/add-manual.ts'
import type { Run } from '../../../sops/run.ts'
import type { Block, Button, Card } from '../../card.ts'
import {
  buttonRow,
  cardOf,
  caseLink,
  helpButtons,
  line,
  mayOperate,
  recordButton,
  recordLink,
  runNote,
  stepName,
  stepOf,
  text,
} from './parts.ts'
import { proof } from './proof.ts'
import { lasted } from './times.ts'
import type { RunView } from './view.ts'

/** A manual that is found and cited; where it was, and whether an older version is in its way. */
export function manualDoneCard(run: Run, view: RunView): Card {
  if (isGone(run)) return removedCard(run, view)
  const { state } = run
  return cardOf(
    `DONE · Manual added · ${titleOf(run)}, proved in ${lasted(state.startedAt, state.endedAt)}`,
    'good',
    [
      proof(run),
      citedLink(run),
      olderNote(run),
      runNote(run, view),
      recordLink(view),
      buttonRow(mayOperate(run, view) ? olderButtons(run) : [], [
        ...(mayOperate(run, view) ? [removeButton(run)] : []),
        ...recordButton(run, view),
      ]),
    ],
  )
}

/** A manual that could not be read, or is not found or cited: what to do about it. */
export function manualFailedCard(run: Run, view: RunView): Card {
  if (isGone(run)) return removedCard(run, view)
  const { state, plan } = run
  const step = state.current ?? plan.steps.length
  const { id } = stepOf(run, step)
  const isOfReading = id === readingStep
  const older = id === askingStep ? olderButtons(run) : []
  const ways = [againButton(run, step, isOfReading), ...older, removeButton(run)]
  return cardOf(`FAILED · Manual · ${titleOf(run)} · ${stepName(run, step)}`, 'critical', [
    text(`What happened: ${line(state.steps[step - 1]?.ending?.detail ?? state.why ?? 'nobody knows')}`),
    text(`Now: ${isOfReading ? 'it cannot be searched.' : 'it can be searched, and is not proved.'}`),
    text(line(stepOf(run, step).onFailure, 200)),
    proof(run),
    olderNote(run),
    caseLink(run),
    runNote(run, view),
    recordLink(view),
    buttonRow(mayOperate(run, view) ? ways.slice(0, 3) : [], [
      ...(mayOperate(run, view) ? [...ways.slice(3), ...helpButtons(run, view)] : []),
      ...recordButton(run, view),
    ]),
  ])
}

const isGone = ({ state, plan }: Run): boolean => state.removed.includes(plan.parameters.document ?? '')
const titleOf = ({ plan }: Run): string => line(plan.thing ?? 'manual', 60)

function removedCard(run: Run, view: RunView): Card {
  const by = run.events.findLast(({ type }) => type === 'document-removed')?.by ?? 'somebody'
  return cardOf(`REMOVED · Manual · ${titleOf(run)}`, 'neutral', [
    text(`${view.nameOf(by)} removed it from the knowledge base, with its file.`),
    runNote(run, view),
    recordLink(view),
    buttonRow([], recordButton(run, view)),
  ])
}

function citedLink({ state }: Run): Block | null {
  const cited = citedIn(state)
  return cited === undefined ? null : { kind: 'link', label: line(cited.label, 70), url: cited.url }
}

function olderNote({ state }: Run): Block | null {
  const older = olderIn(state)
  if (older.length === 0) return null
  const names = older.slice(0, 3).map(({ title, added }) => `“${line(title, 60)}” of ${added}`)
  return text(`There too: ${names.join(', ')}. If this is its new version, remove the older one.`)
}

function olderButtons({ state, number }: Run): Button[] {
  return olderIn(state)
    .slice(0, 2)
    .map(({ document, added }) => ({
      label: `Remove that of ${added}…`,
      action: 'run-remove-manual',
      value: `${number} ${document}`,
      style: 'danger',
      input: removing,
    }))
}

function removeButton({ number, plan }: Run): Button {
  const value = `${number} ${plan.parameters.document}`
  return {
    label: 'Remove the manual…',
    action: 'run-remove-manual',
    value,
    style: 'danger',
    input: removing,
  }
}

/** Two presses: its file goes too. */
const removing = { label: 'Its file goes too. Why?', submit: 'Remove', isRequired: false, maxLength: 200 }

function againButton({ number }: Run, step: number, isOfReading: boolean): Button {
  return {
    label: isOfReading ? 'Read it again' : 'Try again',
    action: isOfReading ? 'run-read-again' : 'run-retry',
    value: `${number} ${step}`,
    style: 'primary',
  }
}
