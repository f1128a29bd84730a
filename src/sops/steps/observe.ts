import { maxLogLines } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import { errorKinds } from '../error-kinds.ts'
import type { PlannedStep } from '../plan.ts'
import type { StepEnding } from '../run.ts'
import { ending, patiently, type StepParts, serviceState } from './parts.ts'

type ObserveStep = Extract<PlannedStep, { kind: 'observe' }>

/**
 * Looks and notes what it saw. Something that cannot be seen is said, and is no reason to stop, unless the agent
 * stays away: then nothing after it can be done or proved either.
 */
export async function observe(step: ObserveStep, parts: StepParts): Promise<StepEnding> {
  const deadline = parts.clock.now().getTime() + step.timeoutSeconds * 1_000
  const look = step.observe === 'state' ? seeState : seeErrors
  try {
    const seen = await patiently(() => look(step.service, parts), deadline, parts)
    return seen?.answer ?? ending('failed', `The agent did not answer for ${step.timeoutSeconds} s.`)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return ending('done', `It could not be seen: ${error.message}`)
  }
}

async function seeState(service: string, parts: StepParts): Promise<StepEnding> {
  const { state, replicas } = await serviceState(service, parts)
  const since = replicas[0] === undefined ? '' : ` since ${parts.timeText(replicas[0].started_at)}`
  return {
    ...ending('done', `${service} is ${state}${since}.`),
    noted: { replicas: Object.fromEntries(replicas.map(({ id, started_at: at }) => [id, at])) },
  }
}

async function seeErrors(service: string, { agent, clock, signal }: StepParts): Promise<StepEnding> {
  const logUntil = clock.now().toISOString()
  const { lines } = await agent.read('logs', { service, lines: maxLogLines, errors_only: true }, signal)
  const kinds = errorKinds(lines)
  const detail =
    kinds.length === 0
      ? 'The log holds no errors.'
      : `The log holds ${lines.length} errors of ${kinds.length} ${kinds.length === 1 ? 'kind' : 'kinds'}.`
  return {
    ...ending('done', detail),
    noted: { errorKinds: kinds, logUntil },
    output: lines.slice(-5).map(({ text }) => text),
  }
}
