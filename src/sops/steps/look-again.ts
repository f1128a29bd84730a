import { stepsOf } from '../plan.ts'
import type { Run, StepEnding } from '../run.ts'
import { endingOf, uncertain } from './act.ts'
import { momentOf, withNoted } from './moment.ts'
import type { StepParts } from './parts.ts'

/** What the agent and the world say now of an act that nobody knows the end of. Nothing is begun. */
export async function lookAgain(run: Run, number: number, parts: StepParts): Promise<StepEnding> {
  const planned = stepsOf(run.plan)[number - 1]
  const { operation: id, beganAt } = run.state.steps[number - 1] ?? {}
  if (planned?.kind !== 'act' || id == null || beganAt == null) throw new Error('only an act can be unknown')
  const step = withNoted(planned, momentOf(run, number).before)
  const begun = { operation: id, beganAt }
  const known = await parts.agent.operation(id, parts.signal)
  if (known === null) return await uncertain(step, begun, 'The agent knows nothing of it.', parts)
  if (known.state === 'running') return await uncertain(step, begun, 'The agent is still at it.', parts)
  return await endingOf(known, step, begun, parts)
}
