import { askerName } from '../asker.ts'
import { type Clock, later } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { type OutageParts, throughOutages } from '../outage.ts'
import type { People } from '../people.ts'
import { startWorker, type Worker } from '../worker.ts'
import type { DueTimes } from './due-store.ts'
import { type NoteFacts, noteOf } from './page-note.ts'
import type { LeasedPage, PageStore } from './pages-store.ts'
import { PermanentFault, type Ways } from './ways.ts'

export interface PagingOptions extends OutageParts, Omit<NoteFacts, 'nameOf'> {
  due: DueTimes
  pages: PageStore
  /** Notes the time, and puts right what was due where it was set back. */
  noteTime(): Promise<void>
  ways: Ways
  people(): People
  clock: Clock
}

const restMs = 1_000
/** The wait before the next attempt, in milliseconds: it doubles, up to five minutes. */
const retryDelay = (attempts: number) => Math.min(7_500 * 2 ** attempts, 300_000)

/** Does what is due of cases, and calls people until somebody has taken them. */
export function startPaging(options: PagingOptions): Worker {
  const stopping = new AbortController()
  // One call at a time: of what is under way when the process dies, nobody knows whether it arrived.
  const calls = startWorker({
    name: 'pages',
    ...{ restMs, log: options.log },
    step: throughOutages(() => sendNext(options, stopping.signal), options),
  })
  const due = startWorker({
    name: 'due times of cases',
    ...{ restMs, log: options.log },
    step: throughOutages(async () => {
      const wasDue = await doNext(options)
      if (wasDue) calls.wake()
      return wasDue
    }, options),
  })
  return {
    wake: () => {
      due.wake()
      calls.wake()
    },
    stop: async () => {
      stopping.abort()
      await Promise.all([due.stop(), calls.stop()])
    },
  }
}

/** Does what is due first. @returns false where nothing is. */
export async function doNext({ noteTime, due }: Pick<PagingOptions, 'noteTime' | 'due'>): Promise<boolean> {
  await noteTime()
  return await due.doNext()
}

/** Makes the next call that is due. @returns false where none is. */
export async function sendNext(options: PagingOptions, signal: AbortSignal): Promise<boolean> {
  const page = await options.pages.claim()
  if (page === null) return false
  const fault = await send(page, options, signal)
  if (fault === null) await options.pages.sent(page)
  else if (signal.aborted) await options.pages.giveBack(page)
  else await noteFault(page, fault, options)
  return true
}

/** @returns why it may not have arrived; null where it has. */
async function send(page: LeasedPage, options: PagingOptions, signal: AbortSignal): Promise<unknown> {
  const person = options.people().byId(page.personId)
  const way = options.ways[page.way]
  if (person === undefined) return new PermanentFault('people.yml does not know this person any more')
  if (way === undefined || !way.reaches(person)) return new PermanentFault('this way is not set up any more')
  const nameOf = (id: string) => askerName(id, options.people())
  try {
    await way.send(person, noteOf(page, { ...options, nameOf }), signal)
    return null
  } catch (error) {
    return error
  }
}

async function noteFault(
  page: LeasedPage,
  fault: unknown,
  { pages, clock, log }: PagingOptions,
): Promise<void> {
  const { personId: person, way, attempts, case: one } = page
  log.warn({ err: fault, case: one.number, person, way, attempts }, 'a page did not arrive')
  if (fault instanceof PermanentFault) return await pages.fail(page, messageOf(fault))
  await pages.putBack(page, later(clock.now(), retryDelay(attempts)), messageOf(fault))
}
