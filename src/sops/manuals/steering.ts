import type { Actor } from '../../actor.ts'
import { type DecidingParts, decide } from '../deciding.ts'
import { askingStep } from '../procedures/add-manual.ts'
import { notNow } from '../refusals.ts'
import { type Run, runName } from '../run.ts'
import { retry, steered } from '../steering.ts'
import { olderIn } from './noted.ts'

/** Has a manual read anew whose reading failed, and goes on with the run. */
export async function readAgain(
  number: number,
  step: number,
  actor: Actor,
  parts: DecidingParts,
): Promise<Run> {
  const { state, plan } = await steered(number, actor, parts)
  const { document } = plan.parameters
  const known = document === undefined ? null : await parts.assistant.document(document)
  const isToBeRead = state.status === 'failed' && state.current === step && known?.status === 'failed'
  if (document !== undefined && isToBeRead) await parts.assistant.readAgain(document)
  return await retry(number, step, actor, parts)
}

/** Removes the manual that a run was about, or an older version of one that is proved. */
export async function removeDocument(
  number: number,
  document: string,
  actor: Actor,
  parts: DecidingParts,
): Promise<Run> {
  const run = await steered(number, actor, parts)
  if (run.state.removed.includes(document)) throw notNow('This manual is removed already.')
  if (!mayGo(run, document)) {
    throw notNow(`${runName(run)} removes no such manual. Nothing was removed.`, 'See /ai manuals.')
  }
  // Whoever is interrupted here finds it gone, which is as good.
  await parts.assistant.removeDocument(document)
  return await decide(run, { type: 'document-removed', document }, actor, parts)
}

/** The manual itself once nothing works on it; an older one only when the newer is read, and found by a search. */
function mayGo({ state, plan }: Run, document: string): boolean {
  if (document === plan.parameters.document) return ['done', 'failed', 'stopped'].includes(state.status)
  const asked = plan.steps.findIndex(({ id }) => id === askingStep) + 1
  const isFound = state.status === 'done' || (state.status === 'failed' && state.current === asked)
  return isFound && olderIn(state).some((older) => older.document === document)
}
