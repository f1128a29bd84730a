import { type Clock, later } from '../../clock.ts'
import type { Thread } from '../../oncall/case.ts'
import type { CaseStore } from '../../oncall/store.ts'
import { type OutageParts, throughOutages } from '../../outage.ts'
import { casesOwed } from '../../sops/cases-owed.ts'
import type { CaseAbout, Run } from '../../sops/run.ts'
import type { RunStore } from '../../sops/store.ts'
import { startWorker, type Worker } from '../../worker.ts'
import type { Platform } from '../platform.ts'
import { aboutRun } from './case-of-run.ts'
import { cardKey } from './key.ts'

export interface OpenCasesParts {
  store: Pick<RunStore, 'find' | 'append' | 'wantingCases'>
  cases: Pick<CaseStore, 'open'>
  platforms: Platform[]
  clock: Clock
}

/** How often to look for what others ran, in milliseconds; a change of a run wakes the worker. */
const restMs = 1_000
/** After a fault a run is left alone for so long. */
const faultRestMs = 10_000
const atOnce = 20

/** Opens a case for each run that went wrong, or began without the other person's approval. */
export function startOpeningCases(parts: OpenCasesParts & OutageParts): Worker {
  const { store, clock, log, isUnreachable } = parts
  const resting = new Map<number, Date>()
  const step = async () => {
    const now = clock.now()
    const wanting = await store.wantingCases(atOnce)
    const due = wanting.filter(({ run }) => (resting.get(run.number) ?? now) <= now)
    for (const one of due) {
      await openCases(one, parts).catch((error: unknown) => {
        if (isUnreachable(error)) throw error
        resting.set(one.run.number, later(now, faultRestMs))
        log.error({ err: error, run: one.run.number }, 'no case could be opened for a run')
      })
    }
    return due.length > 0
  }
  return startWorker({ name: 'cases of runs', log, restMs, step: throughOutages(step, parts) })
}

/** A run that wants a case, where it was asked for, and by which request. */
export interface WantingCases {
  run: Run
  place: Thread
  requestId: string
}

/** Opens what a run wants. Killed between case and note, the next process finds the case by its key. */
export async function openCases(
  { run, place, requestId }: WantingCases,
  parts: OpenCasesParts,
): Promise<void> {
  for (const about of casesOwed(run.state)) {
    const { evidence, ...facts } = aboutRun(run, about)
    const { case: opened } = await parts.cases.open({
      ...facts,
      place: await threadOf(run, place, parts.platforms),
      openedBy: run.state.requestedBy,
      origin: { by: 'bot', verified: true, place: 'bot' },
      machineModel: null,
      sessionId: null,
      evidence: { ...evidence, requestId },
    })
    await note(run, about, opened.number, parts)
  }
}

/** Below the run's card, where that is a thread. */
async function threadOf(run: Run, place: Thread, platforms: Platform[]): Promise<Thread> {
  const platform = platforms.find(({ name }) => name === place.platform)
  return (await platform?.threadOf?.({ ...place, key: cardKey(run) })) ?? place
}

/** The run's card and record say which case it is; whatever was appended to the run meanwhile. */
async function note(run: Run, about: CaseAbout, number: number, { store, clock }: OpenCasesParts) {
  let latest: Run | null = run
  while (latest !== null && latest.state.cases[about] === null) {
    const at = clock.now().toISOString()
    const event = { type: 'case-opened', about, case: number, at, by: 'bot' } as const
    const { outcome } = await store.append(latest, event)
    if (outcome === 'appended') return
    latest = await store.find(run.number)
  }
}
