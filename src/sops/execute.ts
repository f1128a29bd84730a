import { randomUUID } from 'node:crypto'
import type { Logger } from '../log.ts'
import { backupsWanted } from './backups/wanted.ts'
import { type Next, next } from './next.ts'
import { stepsOf } from './plan.ts'
import type { Run, RunFact, StepEnding } from './run.ts'
import { act } from './steps/act.ts'
import { actInBatches } from './steps/act-in-batches.ts'
import { momentOf, withNoted } from './steps/moment.ts'
import { observe } from './steps/observe.ts'
import { ending, type StepParts } from './steps/parts.ts'
import { verify } from './steps/verify.ts'
import type { RunStore } from './store.ts'

export interface ExecuteParts extends StepParts {
  store: Pick<RunStore, 'append' | 'find' | 'recent'>
  log: Logger
  /** Whether an error says that the ops database cannot be reached now. */
  isUnreachable(error: unknown): boolean
}

/** How often people are told how far a step has got, in milliseconds. */
const tellEveryMs = 3_000

/** A restore that is not over is among so many. */
const recentRuns = 200

type Under = Extract<Next, { do: 'look-up' }>

/**
 * Does what comes next, appends what came of it, and so on until the run ends or waits for a person. Intent is
 * appended before anything is done, so that whoever goes on after an interruption knows what to look up.
 * @throws what the signal was aborted with; the step under way is then left for the next process.
 */
export async function execute(run: Run, parts: ExecuteParts): Promise<Run> {
  let latest = run
  for (;;) {
    parts.signal.throwIfAborted()
    const todo = next(latest.plan, latest.events)
    if (todo.do === 'begin') latest = await append(latest, todo, beginning(latest, todo), parts)
    else if (todo.do === 'look-up') latest = await carryOut(latest, todo, parts)
    else return latest
  }
}

/** The id is random: a number may come again when the database was restored, and must not find an old operation. */
function beginning({ plan }: Run, { step, attempt }: Extract<Next, { do: 'begin' }>): RunFact {
  const { kind } = stepsOf(plan)[step - 1] ?? {}
  const operation = kind === 'act' || kind === 'batches' ? randomUUID() : null
  return { type: 'step-began', step, attempt, operation }
}

async function carryOut(run: Run, under: Under, parts: ExecuteParts): Promise<Run> {
  const came = await perform(run, under, parts).catch((error: unknown) =>
    afterFault(error, run, under, parts),
  )
  return await append(run, under, { type: 'step-ended', step: under.step, ending: came }, parts)
}

async function perform(run: Run, under: Under, parts: ExecuteParts): Promise<StepEnding> {
  const planned = stepsOf(run.plan)[under.step - 1]
  const beganAt = run.state.steps[under.step - 1]?.beganAt
  if (planned === undefined || beganAt == null) throw new Error('a step began that is not there')
  const moment = momentOf(run, under.step)
  const step = withNoted(planned, moment.before)
  if (step.kind === 'observe') return await observe(step, moment, parts)
  if (step.kind === 'verify') return await verify(step, moment, { ...parts, tell: teller(run, under, parts) })
  if (under.operation === null) throw new Error('an act began without its operation')
  if (step.kind === 'batches') {
    const isToStop = async () => (await parts.store.find(run.number))?.state.stopAsked === true
    const more = {
      isToStop,
      backupsWanted: () => parts.store.recent(recentRuns).then(backupsWanted),
      tell: teller(run, under, parts),
    }
    return await actInBatches(step, under.operation, { ...parts, ...more })
  }
  return await act(step, { operation: under.operation, beganAt }, parts)
}

/** Appends how far a step has got, not more often than people can read. */
function teller(run: Run, under: Under, parts: ExecuteParts): (progress: string) => Promise<void> {
  let toldAt = 0
  return async (progress) => {
    const now = parts.clock.now().getTime()
    if (now - toldAt < tellEveryMs) return
    toldAt = now
    await append(run, under, { type: 'step-progress', step: under.step, progress }, parts)
  }
}

/** A bug ends the step rather than coming back for ever; of an act nobody knows then whether it was done. */
function afterFault(error: unknown, run: Run, { step }: Under, parts: ExecuteParts): StepEnding {
  parts.signal.throwIfAborted()
  if (parts.isUnreachable(error)) throw error
  parts.log.error({ err: error, run: run.number }, 'a step failed by a fault of ours')
  const detail = 'Something went wrong inside the program; its log has the details.'
  return ending(stepsOf(run.plan)[step - 1]?.kind === 'act' ? 'unknown' : 'failed', detail)
}

/**
 * Appends, also when somebody else appended something meanwhile that does not touch this, such as a wish to stop.
 * @returns the run as it is then; where another went on with the step, as that one left it.
 */
async function append(run: Run, todo: Next, fact: RunFact, parts: ExecuteParts): Promise<Run> {
  let latest = run
  for (;;) {
    const at = parts.clock.now().toISOString()
    const appended = await parts.store.append(latest, { ...fact, at, by: 'bot' })
    if (appended.outcome === 'appended') return appended.run
    const found = await parts.store.find(run.number)
    if (found === null) throw new Error(`run ${run.number} is not there`)
    if (JSON.stringify(next(found.plan, found.events)) !== JSON.stringify(todo)) return found
    latest = found
  }
}
