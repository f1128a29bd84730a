import { UserError } from '../../errors.ts'
import type { PlannedObserve } from '../plan.ts'
import type { StepEnding } from '../run.ts'
import type { Moment } from './kinds.ts'
import { observationOf } from './observations.ts'
import { ending, patiently, type StepParts } from './parts.ts'

/**
 * Looks and notes what it saw. Something that cannot be seen is said, and is no reason to stop, unless the agent
 * stays away: then nothing after it can be done or proved either.
 */
export async function observe(step: PlannedObserve, moment: Moment, parts: StepParts): Promise<StepEnding> {
  const deadline = parts.clock.now().getTime() + step.timeoutSeconds * 1_000
  const kind = observationOf(step)
  try {
    const seen = await patiently(() => kind.look(step, moment, parts), deadline, parts)
    return seen?.answer ?? ending('failed', `The agent did not answer for ${step.timeoutSeconds} s.`)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return ending('done', `It could not be seen: ${error.message}`)
  }
}
