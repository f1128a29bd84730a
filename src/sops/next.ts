import type { Plan } from './plan.ts'
import type { RunEvent } from './run.ts'
import { stateOf } from './state.ts'

/** What is to be done about a run now. Steps are numbered from 1. */
export type Next =
  /** A person has to say something first. */
  | { do: 'wait' }
  | { do: 'begin'; step: number; attempt: number }
  /** It began and has not ended: under way, or interrupted. An act goes by its operation. */
  | { do: 'look-up'; step: number; attempt: number; operation: string | null }
  | { do: 'end' }

/** What follows from a run's events. */
export function next(plan: Plan, events: readonly RunEvent[]): Next {
  const { status, steps, current } = stateOf(plan, events)
  if (status === 'waiting' || status === 'unknown') return { do: 'wait' }
  if (status !== 'running') return { do: 'end' }
  const under = current === null ? undefined : steps[current - 1]
  if (current !== null && under !== undefined) {
    return { do: 'look-up', step: current, attempt: under.attempts, operation: under.operation }
  }
  const ahead = steps.findIndex(({ state }) => state === 'ahead')
  return { do: 'begin', step: ahead + 1, attempt: (steps[ahead]?.attempts ?? 0) + 1 }
}
