import type { Operation, OperationCall } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import type { PlannedBatches } from '../plan.ts'
import type { StepEnding } from '../run.ts'
import { batchedOf } from './batched.ts'
import { ending, patiently, pause, type StepParts } from './parts.ts'

/** How often to look whether a call is done, and the longest rest between two, in milliseconds. */
const lookMs = 50
const longestRestMs = 1_000

/** So often a call is made again of which the agent, interrupted, does not know the end. */
const mostAgain = 5

/**
 * Has the agent do one call after the other until nothing is left, or somebody wants it to stop. After an
 * interruption those that were made are found again by their names. Between two it rests as long as one took, so
 * that others get their turn.
 */
export async function actInBatches(
  step: PlannedBatches,
  operation: string,
  parts: StepParts,
): Promise<StepEnding> {
  const kind = batchedOf(step)
  let so = kind.start
  try {
    for (let batch = 1; ; batch += 1) {
      const began = parts.clock.now().getTime()
      const name = `${operation}-${batch}`
      const came = await callUntilKnown(name, () => kind.next(step, so, name, parts), step, parts)
      if (came === null) return doneWith('done', kind.told(step, so))
      if (came.state !== 'done') return failed(came.error?.message ?? 'It was not done.')
      so = kind.after(so, came.result)
      await parts.tell?.(kind.told(step, so))
      if (await parts.isToStop?.()) return doneWith('done', `${kind.told(step, so)} Then it was stopped.`)
      await pause(parts.signal, Math.min(longestRestMs, parts.clock.now().getTime() - began))
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return failed(error.message)
  }

  function doneWith(outcome: StepEnding['outcome'], detail: string): StepEnding {
    const noted = kind.noted?.(so)
    return { ...ending(outcome, detail), ...(noted !== undefined && { noted }) }
  }

  function failed(why: string): StepEnding {
    const isBegun = so !== kind.start
    return doneWith('failed', isBegun ? `${why} Before that: ${kind.told(step, so)}` : why)
  }
}

/**
 * Makes a call and waits for its end; one that was interrupted is made again, under another id and the same name.
 * @returns null where there is nothing to call.
 */
async function callUntilKnown(
  name: string,
  call: () => Promise<OperationCall | null>,
  step: PlannedBatches,
  parts: StepParts,
): Promise<Operation | null> {
  for (let again = 0; again <= mostAgain; again += 1) {
    const came = await callOnce(again === 0 ? name : `${name}-${again}`, call, step, parts)
    if (came === null || came.state !== 'unknown') return came
  }
  throw new UserError('interrupted', 'The agent was interrupted again and again.', {
    action: 'Look at its log, then retry this step.',
  })
}

async function callOnce(
  id: string,
  call: () => Promise<OperationCall | null>,
  step: PlannedBatches,
  parts: StepParts,
): Promise<Operation | null> {
  const { agent, clock, signal } = parts
  const deadline = clock.now().getTime() + step.timeoutSeconds * 1_000
  for (;;) {
    const seen = await patiently(lookOrBegin, deadline, parts)
    if (seen === null) throw late(`The agent did not answer for ${step.timeoutSeconds} s.`)
    if (seen.answer?.state !== 'running') return seen.answer
    if (clock.now().getTime() >= deadline)
      throw late(`The agent has been at it for ${step.timeoutSeconds} s.`)
    await pause(signal, lookMs)
  }

  async function lookOrBegin(): Promise<Operation | null> {
    const known = await agent.operation(id, signal)
    if (known !== null) return known
    const wanted = await call()
    return wanted === null ? null : await agent.begin(id, wanted, signal)
  }
}

const late = (message: string): UserError =>
  new UserError('late', message, { action: 'Look at the database, then retry this step.' })
