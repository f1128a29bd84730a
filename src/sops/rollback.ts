import type { Plan } from './plan.ts'
import type { RollbackState, RunState } from './run.ts'

/** Whether there is something to take back: the step was done, or may have been. */
export function mayBeDone({ steps }: RunState, { rollback }: Plan): boolean {
  if (rollback === undefined) return false
  const step = steps[rollback.after - 1]?.state
  return step === 'done' || step === 'unknown'
}

/** The run goes on with the steps that take back what was done. */
export function rollingBack(state: RunState, cause: Omit<RollbackState, 'outcome'>): RunState {
  return { ...state, status: 'running', current: null, rollback: { ...cause, outcome: 'under-way' } }
}

/** All of them were done: the run ends as it would have ended without them. */
export function rolledBack(state: RunState, rollback: RollbackState, at: string): RunState {
  const { because: status, step: current, why } = rollback
  return { ...state, status, current, why, endedAt: at, rollback: { ...rollback, outcome: 'done' } }
}
