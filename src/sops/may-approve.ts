import type { Clock } from '../clock.ts'
import type { People, Person } from '../people.ts'
import { currently, mayDecide } from './deciding.ts'
import { gateOf } from './gates.ts'
import type { Run } from './run.ts'

/** Whether somebody may decide on a run's plan now: for drawing buttons. */
export function mayApprove(
  run: Run,
  person: Person,
  { people, clock }: { people(): People; clock: Clock },
): boolean {
  const isOpen = run.state.status === 'waiting' && new Date(run.state.expiresAt) > clock.now()
  return (
    isOpen &&
    gateOf(run.plan.procedure) !== undefined &&
    mayDecide(run, 'approve', currently({ person }, { people }))
  )
}
