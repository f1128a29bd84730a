import type { Clock } from '../../clock.ts'
import type { CaseStores } from '../../oncall/case-stores.ts'
import type { Level } from '../../oncall/level.ts'
import { startPaging } from '../../oncall/paging.ts'
import { peopleOfLevel } from '../../oncall/reach.ts'
import type { Severity } from '../../oncall/severity.ts'
import type { Ways } from '../../oncall/ways.ts'
import { waysFor } from '../../oncall/ways-for.ts'
import type { OutageParts } from '../../outage.ts'
import type { People, Person } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { Collaborators } from '../handler.ts'
import type { Platform } from '../platform.ts'
import { showCase, startShowingCases } from './show.ts'
import { type Summarise, startSummaries } from './summaries.ts'
import { viewOf } from './view.ts'

export interface CasesParts extends OutageParts {
  stores: CaseStores
  platforms: Platform[]
  ways: Ways
  /** Has a model write about a case. */
  summarise: Summarise
  people(): People
  runbook(): RunbookSettings
  /** Where people open pages, without a slash at the end. */
  publicUrl: string
  clock: Clock
}

/** Cases as the handlers of commands and clicks know them. */
export type Cases = Pick<
  Collaborators,
  'cases' | 'caseActs' | 'caseMessages' | 'planned' | 'showCase' | 'viewOfCase' | 'wakeCases'
>

/** Starts what shows cases, passes on what is said about them, calls people, and has summaries written. */
export function startCases(parts: CasesParts): Cases & { stop(): Promise<void> } {
  const { stores, publicUrl } = parts
  const facts = { ...parts, ...stores }
  const show = startShowingCases(facts)
  const summaries = startSummaries(facts)
  const paging = startPaging({
    ...facts,
    due: stores.dueTimes(callersOf(parts)),
    addressOf: ({ number }) => `${publicUrl}/cases/${number}`,
  })
  return {
    cases: stores.cases,
    caseActs: stores.acts,
    caseMessages: stores.messages,
    planned: stores.planned,
    showCase: (one) => showCase(one, facts),
    viewOfCase: (one) => viewOf(one, facts),
    wakeCases: () => {
      show.wake()
      paging.wake()
      summaries.wake()
    },
    stop: async () => {
      await Promise.all([show.stop(), paging.stop(), summaries.stop()])
    },
  }
}

/** Whom due times call, as the two settings files have it now. */
function callersOf({ people, runbook, ways, clock }: CasesParts) {
  return {
    clock,
    runbook,
    peopleOf: (level: Level, at: Date) =>
      peopleOfLevel(level, { people: people(), runbook: runbook() }, at).people,
    waysOf: (person: Person, severity: Severity) => waysFor(person, severity, runbook().paging, ways),
    patienceOf: (severity: Severity) => runbook().paging[severity].next_after_minutes * 60_000,
  }
}
