import { askerName } from '../../asker.ts'
import type { Clock } from '../../clock.ts'
import { dutiesAt } from '../../oncall/duty.ts'
import type { People, Person } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { Run } from '../../sops/run.ts'
import type { Runs } from '../../sops/runs.ts'
import type { RunView } from '../cards/run/view.ts'

/** What a run's card in a chat is drawn from, besides the run. */
export interface ViewFacts {
  people(): People
  runbook(): RunbookSettings
  runs: Pick<Runs, 'mayApprove'>
  clock: Clock
}

/** How a run looks in a chat: to somebody, or on a card for everybody (null). */
export function viewOf(run: Run, viewer: Person | null, facts: ViewFacts): RunView {
  const [people, now] = [facts.people(), facts.clock.now()]
  const { primary, secondary } = dutiesAt(facts.runbook(), people, now)
  const other = [secondary, primary].find((person) => person !== undefined && person.id !== viewer?.id)
  return {
    viewer,
    mayApprove: viewer !== null && facts.runs.mayApprove(run, viewer),
    recordUrl: `/runs/${run.number}`,
    nameOf: (id) => (id === 'bot' ? 'The bot' : askerName(id, people)),
    timeZone: facts.runbook().service.time_zone,
    now,
    inChat: { escalateTo: other?.name ?? null },
  }
}
