import { type Clock, later } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { type OutageParts, throughOutages } from '../outage.ts'
import { isGone } from '../owner.ts'
import { startWorker, type Worker } from '../worker.ts'
import { type InboxStore, type Lane, type Leased, leaseMs } from './inbox/store.ts'
import type { Delivery } from './platform.ts'

/** How the handling of a delivery ended. One that waits is handled again, from the beginning. */
export type Outcome = { state: 'done' } | { state: 'waiting'; dueAt: Date }

export interface InboxOptions extends OutageParts {
  store: InboxStore
  clock: Clock
  /** Does what a delivery asks for; what it throws is a bug, or the end of the process (by the signal). */
  handle(delivery: Leased, signal: AbortSignal): Promise<Outcome>
  /** Whether an error is none of ours and passes: a chat platform cannot be reached, or wants us to wait. */
  isPassing(error: unknown): boolean
  /** Resolves when there is time for it: what is being taken in goes first. */
  untilFree(): Promise<void>
  /** Tells the person that it will not be done. */
  giveUp(delivery: Delivery): Promise<void>
}

/** A delivery is given up when it failed, or took the process down, this often. */
const maxAttempts = 4
/** How long to wait after a fault, in milliseconds, by the attempts so far. */
const faultDelay = (attempts: number) => 500 * 3 ** (attempts - 1)
/** Where a chat platform is away, it is tried ever more seldom, and for so long; all in milliseconds. */
const passingRest = (age: number) => Math.min(Math.max(age / 4, 1_000), 60_000)
const longestPassing = 24 * 3_600_000
/** How many are handled at once. Slow answers do not keep commands and clicks waiting. */
const concurrency: Record<Lane, number> = { question: 8, other: 2 }
/** How often to look for what other copies left; what arrives here wakes the worker. */
const restMs = 1_000

/** The intake's workers. */
export interface Inbox {
  /** There is something new in a lane. */
  wake(lane: Lane): void
  /** Takes nothing more and resolves when what is under way has ended. */
  stop(): Promise<void>
}

/** Works off the intake: each delivery is leased, handled and done, or put back. */
export async function startInbox(options: InboxOptions): Promise<Inbox> {
  const stopping = new AbortController()
  await takeOver(options)
  const start = (lane: Lane) => startLane(lane, options, stopping.signal)
  const workers: Record<Lane, Worker> = { question: start('question'), other: start('other') }
  return {
    wake: (lane) => workers[lane].wake(),
    stop: async () => {
      stopping.abort()
      await Promise.all(Object.values(workers).map((worker) => worker.stop()))
    },
  }
}

function startLane(lane: Lane, options: InboxOptions, stopping: AbortSignal): Worker {
  const step = async (taken: () => void) => {
    await options.untilFree()
    const delivery = await options.store.claim(lane, options.clock.now())
    if (delivery === null) return false
    taken()
    await work(delivery, options, stopping)
    return true
  }
  return startWorker({
    name: `inbox ${lane}`,
    log: options.log,
    restMs,
    concurrency: concurrency[lane],
    step: throughOutages(step, options),
  })
}

/** Ends the leases of processes of this machine that were killed, so that nobody waits for them to run out. */
async function takeOver({ store, clock, log }: InboxOptions): Promise<void> {
  const gone = (await store.owners()).filter(isGone)
  if (gone.length === 0) return
  const deliveries = await store.release(gone, clock.now())
  log.warn({ deliveries }, 'took over what a killed process had begun')
}

async function work(delivery: Leased, options: InboxOptions, stopping: AbortSignal): Promise<void> {
  const { store, clock } = options
  if (delivery.attempts > maxAttempts) return await abandon(delivery, options, 'the process died each time')
  const lost = new AbortController()
  const renewing = setInterval(() => void renew(), leaseMs / 4)
  const renew = async () => {
    const isMine = await store.renew(delivery.key, clock.now()).catch(() => true)
    if (!isMine) lost.abort()
  }
  try {
    const outcome = await options.handle(delivery, AbortSignal.any([stopping, lost.signal]))
    if (outcome.state === 'done') await store.done(delivery.key, clock.now())
    else await store.putBack(delivery.key, outcome.dueAt)
  } catch (error) {
    if (stopping.aborted || options.isUnreachable(error)) await store.putBack(delivery.key, clock.now())
    else if (lost.signal.aborted) return
    else if (mayPass(error, delivery, options)) await waitForPlatform(delivery, options, error)
    else await afterFault(delivery, options, error)
  } finally {
    clearInterval(renewing)
  }
}

function mayPass(error: unknown, delivery: Leased, options: InboxOptions): boolean {
  return options.isPassing(error) && ageOf(delivery, options) < longestPassing
}

const ageOf = ({ receivedAt }: Leased, { clock }: InboxOptions): number =>
  clock.now().getTime() - receivedAt.getTime()

/** Nothing is wrong with the delivery: it is handled again when the platform may be back. */
async function waitForPlatform(delivery: Leased, options: InboxOptions, error: unknown): Promise<void> {
  const { requestId, place, key } = delivery
  const dueAt = later(options.clock.now(), passingRest(ageOf(delivery, options)))
  const facts = { err: error, request_id: requestId, platform: place.platform }
  options.log.warn(facts, 'the chat platform is away; the delivery waits for it')
  await options.store.putBack(key, dueAt)
}

async function afterFault(delivery: Leased, options: InboxOptions, error: unknown): Promise<void> {
  const { requestId, attempts } = delivery
  options.log.error({ err: error, request_id: requestId, attempts }, 'handling a delivery failed')
  if (attempts >= maxAttempts) return await abandon(delivery, options, messageOf(error))
  const dueAt = later(options.clock.now(), faultDelay(attempts))
  await options.store.putBack(delivery.key, dueAt, messageOf(error))
}

/** Nobody is left without an answer: the person hears of it before the delivery is closed. */
async function abandon(delivery: Leased, options: InboxOptions, fault: string): Promise<void> {
  const { requestId } = delivery
  options.log.error({ request_id: requestId, fault }, 'gave a delivery up')
  await options.giveUp(delivery).catch((error: unknown) => {
    options.log.error({ err: error, request_id: requestId }, 'could not tell the person')
  })
  await options.store.fail(delivery.key, options.clock.now(), fault)
}
