import type { Operation, ServiceState } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import type { PlannedStep } from '../plan.ts'
import type { StepEnding } from '../run.ts'
import { ending, patiently, pause, type StepParts, serviceState } from './parts.ts'

export type ActStep = Extract<PlannedStep, { kind: 'act' }>

/** When a step began, and the operation that it is at the agent. */
export interface Begun {
  operation: string
  beganAt: string
}

/**
 * Has the agent act, once: what is begun under the operation's id already is waited for, never begun again. Used
 * alike at first and after an interruption. That it is done proves nothing; the steps after it do.
 */
export async function act(step: ActStep, begun: Begun, parts: StepParts): Promise<StepEnding> {
  const deadline = parts.clock.now().getTime() + step.timeoutSeconds * 1_000
  try {
    for (;;) {
      const seen = await patiently(() => lookOrBegin(step, begun.operation, parts), deadline, parts)
      if (seen === null)
        return await uncertain(step, begun, `The agent did not answer for ${step.timeoutSeconds} s.`, parts)
      if (seen.answer.state !== 'running') return await endingOf(seen.answer, step, begun, parts)
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
async function lookOrBegin(step: ActStep, id: string, { agent, signal }: StepParts): Promise<Operation> {
  const known = await agent.operation(id, signal)
  if (known !== null) return known
  return await agent.begin(id, { verb: step.verb, request: { service: step.service } }, signal)
}

/** What the agent's word on a finished operation means for the step. */
export async function endingOf(
  operation: Operation,
  step: ActStep,
  begun: Begun,
  parts: StepParts,
): Promise<StepEnding> {
  if (operation.state === 'done') return ending('done', `The agent reports: ${step.verb} done.`)
  if (operation.state === 'failed')
    return ending('failed', operation.error?.message ?? `${step.verb} failed.`)
  return await uncertain(step, begun, 'The agent was interrupted.', parts)
}

/** Nobody knows whether it was done: what the world shows is said, and a person decides. */
export async function uncertain(
  step: ActStep,
  { beganAt }: Begun,
  cause: string,
  parts: StepParts,
): Promise<StepEnding> {
  const seen = await serviceState(step.service, parts)
    .then((state) => whatItShows(step, state, beganAt, parts))
    .catch((error: unknown) => {
      parts.signal.throwIfAborted()
      if (!(error instanceof UserError)) throw error
      return 'It may have been done.'
    })
  return ending('unknown', `${cause} ${seen} Nothing was repeated.`)
}

/** The system tells the start of a process only so exactly, in milliseconds. */
const roughly = 1_000

function whatItShows(step: ActStep, now: ServiceState, beganAt: string, { timeText }: StepParts): string {
  const [first] = now.replicas
  if (step.verb === 'stop') {
    return now.state === 'stopped'
      ? `${now.service} is stopped, so it may have been done.`
      : `${now.service} is ${now.state}, so it was probably not done.`
  }
  if (first === undefined) return `${now.service} is ${now.state}.`
  return Date.parse(first.started_at) >= Date.parse(beganAt) - roughly
    ? `The process started ${timeText(first.started_at)}, after this step began, so it may have been done.`
    : `The process runs since ${timeText(first.started_at)}, before this step began, so it was probably not done.`
}
