import type { Operation } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import type { PlannedAct } from '../plan.ts'
import type { StepEnding } from '../run.ts'
import { actOf } from './acts.ts'
import type { AlreadySo } from './kinds.ts'
import { ending, patiently, pause, type StepParts } from './parts.ts'

/** When a step began, and the operation that it is at the agent. */
export interface Begun {
  operation: string
  beganAt: string
}

/**
 * Has the agent act, once: what is begun under the operation's id already is waited for, never begun again. Used
 * alike at first and after an interruption. That it is done proves nothing; the steps after it do.
 */
export async function act(step: PlannedAct, begun: Begun, parts: StepParts): Promise<StepEnding> {
  const deadline = parts.clock.now().getTime() + step.timeoutSeconds * 1_000
  try {
    for (;;) {
      const seen = await patiently(() => lookOrBegin(step, begun.operation, parts), deadline, parts)
      if (seen === null)
        return await uncertain(step, begun, `The agent did not answer for ${step.timeoutSeconds} s.`, parts)
      const { answer } = seen
      if ('alreadySo' in answer) return ending('done', answer.alreadySo)
      if (answer.state !== 'running') return await endingOf(answer, step, begun, parts)
      if (parts.clock.now().getTime() >= deadline) {
        return await uncertain(step, begun, `The agent has been at it for ${step.timeoutSeconds} s.`, parts)
      }
      await pause(parts.signal)
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return ending('failed', error.message)
  }
}

/** Never begun is safe to begin under the same id. */
async function lookOrBegin(step: PlannedAct, id: string, parts: StepParts): Promise<Operation | AlreadySo> {
  const { agent, signal } = parts
  const known = await agent.operation(id, signal)
  if (known !== null) return known
  const call = await actOf(step).call(step, parts)
  return 'alreadySo' in call ? call : await agent.begin(id, call, signal)
}

/** What the agent's word on a finished operation means for the step. */
export async function endingOf(
  operation: Operation,
  step: PlannedAct,
  begun: Begun,
  parts: StepParts,
): Promise<StepEnding> {
  if (operation.state === 'done') {
    const noted = actOf(step).noted?.(operation.result)
    return {
      ...ending('done', `The agent reports: ${step.verb} done.`),
      ...(noted !== undefined && { noted }),
    }
  }
  if (operation.state === 'failed')
    return ending('failed', operation.error?.message ?? `${step.verb} failed.`)
  return await uncertain(step, begun, 'The agent was interrupted.', parts)
}

/** Nobody knows whether it was done: what the world shows is said, and a person decides. */
export async function uncertain(
  step: PlannedAct,
  { beganAt }: Begun,
  cause: string,
  parts: StepParts,
): Promise<StepEnding> {
  const shown = await actOf(step)
    .shows(step, beganAt, parts)
    .catch((error: unknown) => {
      parts.signal.throwIfAborted()
      if (!(error instanceof UserError)) throw error
      return 'It may have been done.'
    })
  return ending('unknown', `${cause} ${shown} Nothing was repeated.`)
}
