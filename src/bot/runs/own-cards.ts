import type { Person } from '../../people.ts'
import { worksWithRuns } from '../../sops/gates.ts'
import { mayApprove } from '../../sops/may-approve.ts'
import type { Run } from '../../sops/run.ts'
import { runCard } from '../cards/run.ts'
import type { OwnCards } from '../chats/own-cards.ts'
import { cardKey, numberInKey } from './key.ts'
import { type ViewFacts, viewOf } from './view.ts'

export interface OwnRunCardsParts extends Omit<ViewFacts, 'runs'> {
  find(number: number): Promise<Run | null>
}

/** The cards of runs, for those who work with runs: each with the buttons that they may press. */
export function ownRunCards({ find, ...parts }: OwnRunCardsParts): OwnCards {
  const runs = { mayApprove: (run: Run, person: Person) => mayApprove(run, person, parts) }
  const facts: ViewFacts = { ...parts, runs }
  return {
    readersOf: (postKey) => (numberInKey(postKey) === null ? [] : facts.people().all.filter(worksWithRuns)),
    cardFor: async (postKey, person) => {
      const number = numberInKey(postKey)
      const run = number === null ? null : await find(number)
      return run === null || cardKey(run) !== postKey ? null : runCard(run, viewOf(run, person, facts))
    },
  }
}
