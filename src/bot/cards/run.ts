import type { Run } from '../../sops/run.ts'
import type { Card } from '../card.ts'
import { doneCard, neverRanCard, stoppedCard } from './run/ended.ts'
import { planCard } from './run/plan.ts'
import { runningCard } from './run/running.ts'
import { failedCard, unknownCard } from './run/trouble.ts'
import type { RunView } from './run/view.ts'

const cards: Record<Run['state']['status'], (run: Run, view: RunView) => Card> = {
  waiting: planCard,
  running: runningCard,
  done: doneCard,
  failed: failedCard,
  unknown: unknownCard,
  stopped: stoppedCard,
  rejected: neverRanCard,
  withdrawn: neverRanCard,
  expired: neverRanCard,
  void: neverRanCard,
}

/** A run as one message, which changes with it. Make the view with `viewOf` of runs/view.ts. */
export function runCard(run: Run, view: RunView): Card {
  return cards[run.state.status](run, view)
}
