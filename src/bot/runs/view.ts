import type { Clock } from '../../clock.ts'
import type { People, Person } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { Run } from '../../sops/run.ts'
import type { Runs } from '../../sops/runs.ts'
import type { RunView } from '../cards/run/view.ts'

/** What a run's card is drawn from, besides the run. */
export interface ViewFacts {
  people(): People
  runbook(): RunbookSettings
  runs: Pick<Runs, 'mayApprove'>
  clock: Clock
  /** The bot's address as people see it, without a slash at the end. */
  publicUrl: string
}

/** How a run looks to somebody, or on a card for everybody (null). */
export function viewOf(run: Run, viewer: Person | null, facts: ViewFacts): RunView {
  const people = facts.people()
  const asker = people.byId(run.state.requestedBy)
  const { on_call: onCall, service } = facts.runbook()
  const next = [onCall.secondary, onCall.primary].find((id) => id !== viewer?.id)
  return {
    viewer,
    mayApprove: viewer !== null && facts.runs.mayApprove(run, viewer),
    needsAnother: asker === undefined || !facts.runs.mayApprove(run, asker),
    recordUrl: `${facts.publicUrl}/runs/${run.number}`,
    nameOf: (id) => people.byId(id)?.name ?? (id === '' ? 'Somebody' : id),
    timeZone: service.time_zone,
    now: facts.clock.now(),
    escalateTo: (next === undefined ? undefined : people.byId(next)?.name) ?? null,
  }
}
