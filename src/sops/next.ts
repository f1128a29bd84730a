import type { Plan } from './plan.ts'
import type { RunEvent } from './run.ts'
import { stateOf, stepAhead } from './state.ts'

/** What is to be done about a run now. Steps are numbered from 1, those of the rollback on from the plan's own. */
export type Next =
  /** A person has to say something first. */
  | { do: 'wait' }
  | { do: 'begin'; step: number; attempt: number }
  /** It began and has not ended: under way, or interrupted. An act goes by its operation. */
  | { do: 'look-up'; step: number; attempt: number; operation: string | null }
  | { do: 'end' }

/** What follows from a run's events. */
export function next(plan: Plan, events: readonly RunEvent[]): Next {
  const state = stateOf(plan, events)
  const { status, steps, current } = state
  if (status === 'waiting' || status === 'unknown') return { do: 'wait' }
  if (status !== 'running') return { do: 'end' }
  const under = current === null ? undefined : steps[current - 1]
  if (current !== null && under !== undefined) {
    return { do: 'look-up', step: current, attempt: under.attempts, operation: under.operation }
  }
  const step = stepAhead(state, plan) ?? steps.length + 1
  return { do: 'begin', step, attempt: (steps[step - 1]?.attempts ?? 0) + 1 }
}
