import type { Actor } from '../actor.ts'
import { later } from '../clock.ts'
import { UserError } from '../errors.ts'
import {
  changeOf,
  currently,
  type DecidingParts,
  decide,
  existing,
  mayDecide,
  stepPartsOf,
} from './deciding.ts'
import { gateOf } from './gates.ts'
import { stepsOf } from './plan.ts'
import { lacksRole, notNow } from './refusals.ts'
import { type Run, runName } from './run.ts'
import { lookAgain } from './steps/look-again.ts'

/** Ends a run after the step that is under way. */
export async function stopAfterStep(number: number, actor: Actor, parts: DecidingParts): Promise<Run> {
  const run = await steered(number, actor, parts)
  if (run.state.status !== 'running')
    throw notNow(`${runName(run)} is not running: it is ${run.state.status}.`)
  if (run.state.rollback !== null)
    throw notNow(`${runName(run)} takes back what it did; that is not left half done.`)
  if (run.state.stopAsked) throw notNow(`${runName(run)} ends after this step already.`)
  try {
    return await decide(run, { type: 'stop-asked' }, actor, parts)
  } catch (error) {
    // A step began or ended in between; the wish to stop stands.
    if (!(error instanceof UserError) || error.code !== 'not_waiting') throw error
    return await stopAfterStep(number, actor, parts)
  }
}

/** Tries a failed step again, for as long as an approval would have lasted: after that it is to be asked anew. */
export async function retry(number: number, step: number, actor: Actor, parts: DecidingParts): Promise<Run> {
  const run = await steered(number, actor, parts)
  const { status, current, endedAt, rollback } = run.state
  if (status !== 'failed' || current !== step) throw notNow(`Step ${step} of ${runName(run)} has not failed.`)
  if (rollback?.outcome === 'done') throw notNow(`${runName(run)} was rolled back.`, 'Ask for it anew.')
  const minutes = gateOf(run.plan.procedure)?.minutes ?? 0
  if (endedAt === null || later(new Date(endedAt), minutes * 60_000) < parts.clock.now()) {
    throw notNow(`${runName(run)} failed more than ${minutes} minutes ago.`, 'Ask for it anew.')
  }
  // Neither what takes a change back nor what goes on is measured by what the run itself has made.
  const isUntouched = rollback === null && !hasWorked(run)
  const why = isUntouched ? await changeOf(run, parts) : await changeSince(run, parts)
  if (why !== null) throw notNow(`The plan has changed: ${why} Nothing ran.`, 'Ask for it anew.')
  return await decide(run, { type: 'retry-asked', step }, actor, parts)
}

/** Whether it has done something of which its plan had counted how much there is. */
function hasWorked({ plan, state }: Run): boolean {
  return stepsOf(plan).some(({ kind }, at) => kind === 'batches' && (state.steps[at]?.attempts ?? 0) > 0)
}

/** Whether another run has worked on the same thing since: what it did must not be taken back with this one. */
async function changeSince(run: Run, { store }: DecidingParts): Promise<string | null> {
  const latest = await store.latestOn(run.plan.lock)
  return latest === null || latest.number === run.number ? null : `${runName(latest)} has worked on it since.`
}

/** Looks again at a step of which nobody knows whether it was done. */
export async function checkAgain(number: number, actor: Actor, parts: DecidingParts): Promise<Run> {
  const { run, step } = await unknownStep(number, actor, parts)
  const ending = await lookAgain(run, step, stepPartsOf(parts, 40_000))
  return await decide(run, { type: 'step-ended', step, ending }, actor, parts)
}

/** Decides about it: go on after it, or end the run. */
export async function settle(
  number: number,
  decision: 'continue' | 'end',
  actor: Actor,
  parts: DecidingParts,
): Promise<Run> {
  const { run, step } = await unknownStep(number, actor, parts)
  return await decide(run, { type: 'settled', step, decision }, actor, parts)
}

async function unknownStep(
  number: number,
  actor: Actor,
  parts: DecidingParts,
): Promise<{ run: Run; step: number }> {
  const run = await steered(number, actor, parts)
  const { status, current } = run.state
  if (status !== 'unknown' || current === null)
    throw notNow(`${runName(run)} is ${status}: there is nothing to settle.`)
  return { run, step: current }
}

/** A run that this person may steer: whoever might have asked for it. */
export async function steered(number: number, actor: Actor, parts: DecidingParts): Promise<Run> {
  const run = await existing(number, parts)
  if (mayDecide(run, 'ask', currently(actor, parts))) return run
  throw lacksRole(run.plan.procedure, parts.onDuty())
}
