import { type Clock, later } from '../../clock.ts'
import { type OutageParts, throughOutages } from '../../outage.ts'
import type { Run } from '../../sops/run.ts'
import type { Unshown } from '../../sops/runs.ts'
import { startWorker, type Worker } from '../../worker.ts'
import { runCard } from '../cards/run.ts'
import type { Platform } from '../platform.ts'
import { cardKey } from './key.ts'
import { type ViewFacts, viewOf } from './view.ts'

export interface ShowOptions extends OutageParts, ViewFacts {
  store: {
    find(number: number): Promise<Run | null>
    /** Runs whose card shows less than is true of them, also those of other copies and of killed ones. */
    unshown(limit: number): Promise<Unshown[]>
    shown(number: number, version: number): Promise<void>
  }
  platforms: Platform[]
}

/** How often to look for what others changed, in milliseconds; a change here wakes the worker. */
const restMs = 1_000
/** While nothing changes, a running run's card is brought up to date this often, in milliseconds. */
const heartbeatMs = 15_000
/** After a fault a card is left alone for so long. */
const faultRestMs = 10_000
const atOnce = 20

/** A run whose card this process wrote. */
interface Written {
  run: Run
  place: Unshown['place']
  at: Date
}

/** Brings the cards of runs up to date, one each, in the place where it was asked for. */
export function startShow(options: ShowOptions): Worker {
  const { clock, log } = options
  const running = new Map<number, Written>()
  const resting = new Map<number, Date>()

  async function write(run: Run, place: Unshown['place']): Promise<void> {
    try {
      const shown = await show(run, place, options)
      if (shown.state.status === 'running') running.set(run.number, { run: shown, place, at: clock.now() })
      else running.delete(run.number)
    } catch (error) {
      if (options.isUnreachable(error)) throw error
      running.delete(run.number)
      resting.set(run.number, later(clock.now(), faultRestMs))
      log.error({ err: error, run: run.number }, 'the card of a run could not be shown')
    }
  }

  const step = async () => {
    const now = clock.now()
    const isDue = ({ run }: Unshown) => (resting.get(run.number) ?? now) <= now
    const due = (await options.store.unshown(atOnce)).filter(isDue)
    for (const { run, place } of due) await write(run, place)
    for (const { run, place } of beatsDue(running, clock)) await write(run, place)
    return due.length > 0
  }
  return startWorker({ name: 'cards of runs', log, restMs, step: throughOutages(step, options) })
}

function beatsDue(running: Map<number, Written>, clock: Clock): Written[] {
  return [...running.values()].filter(({ at }) => later(at, heartbeatMs) <= clock.now())
}

/** Shows a run as it is; @returns what was shown last. */
async function show(run: Run, place: Unshown['place'], options: ShowOptions): Promise<Run> {
  const platform = options.platforms.find(({ name }) => name === place.platform)
  const viewer = platform?.isPrivate ? (options.people().byId(run.state.requestedBy) ?? null) : null
  await platform?.post(place, cardKey(run), runCard(run, viewOf(run, viewer, options)))
  await options.store.shown(run.number, run.version)
  // Another copy may have shown something newer meanwhile, which this has covered.
  const newest = await options.store.find(run.number)
  return newest !== null && newest.version > run.version ? await show(newest, place, options) : run
}
