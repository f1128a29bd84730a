import { setTimeout as rest } from 'node:timers/promises'
import { messageOf, UserError } from '../errors.ts'
import type { Launched } from './launched.ts'

/** `reviving`: it ended by itself and is started again, after a delay that grows. */
export type ServiceState = 'stopped' | 'starting' | 'running' | 'reviving' | 'stopping'

/** A service at one moment. */
export interface Snapshot {
  name: string
  state: ServiceState
  pid: number | null
  /** When the process that runs now was launched. */
  startedAt: Date | null
  revivals: number
}

/** A process that is kept running until it is told to stop. */
export interface Service {
  readonly name: string
  snapshot(): Snapshot
  /** Resolves when it serves; rejects, and leaves it stopped, when it does not come up. */
  start(): Promise<void>
  stop(): Promise<void>
  restart(): Promise<void>
  /** Stops it for good: whoever still wants to start it is refused. */
  close(): Promise<void>
}

/** What there is to tell about a service that ended by itself. */
export type ServiceEvent =
  | { type: 'ended'; name: string; how: string }
  | { type: 'revived'; name: string; how: string; afterMs: number }
  | { type: 'not revived'; name: string; reason: string }

export interface ServiceOptions {
  name: string
  launch: () => Promise<Launched>
  /** Called at every change of what `snapshot` answers. */
  onChange?: () => void
  onEvent?: (event: ServiceEvent) => void
  delays?: Delays
}

/** When to try again, in milliseconds: at once, then ever later, and at once again after it stayed up. */
export interface Delays {
  first: number
  most: number
  stayedUp: number
}

const usualDelays: Delays = { first: 250, most: 30_000, stayedUp: 30_000 }

/** A service with what its functions share. */
interface Supervised extends Required<Pick<ServiceOptions, 'name' | 'launch' | 'delays'>> {
  status: Snapshot
  set(change: Partial<Snapshot>): void
  tell(event: ServiceEvent): void
  /** How long to wait before the next attempt. */
  delay: number
}

/**
 * Supervises one process; nothing runs before `start`. What is asked is done one after the other, but a
 * `stop` interrupts a `start`.
 */
export function supervise(options: ServiceOptions): Service {
  const service = supervised(options)
  const { status, set } = service
  const inTurn = queue()
  let wanted: AbortController | undefined
  let life: Promise<void> = Promise.resolve()
  let isClosed = false

  const start = async (): Promise<void> => {
    if (isClosed) throw new UserError('stopping', 'Everything is being stopped.', { status: 503 })
    if (wanted !== undefined) return
    wanted = new AbortController()
    set({ state: 'starting' })
    try {
      life = live(service, await bringUp(service, wanted.signal), wanted.signal)
    } catch (error) {
      wanted = undefined
      set({ state: 'stopped', pid: null, startedAt: null })
      throw error
    }
  }
  const finish = async (): Promise<void> => {
    await life
    wanted = undefined
    set({ state: 'stopped', pid: null, startedAt: null })
  }
  const stop = (): Promise<void> => {
    if (wanted !== undefined) set({ state: 'stopping' })
    wanted?.abort()
    return inTurn(finish)
  }
  return {
    name: status.name,
    snapshot: () => ({ ...status }),
    start: () => inTurn(start),
    stop,
    restart: async () => {
      await stop()
      await inTurn(start)
    },
    close: () => {
      isClosed = true
      return stop()
    },
  }
}

function supervised({ name, launch, onChange, onEvent, delays = usualDelays }: ServiceOptions): Supervised {
  const status: Snapshot = { name, state: 'stopped', pid: null, startedAt: null, revivals: 0 }
  const set = (change: Partial<Snapshot>): void => {
    Object.assign(status, change)
    onChange?.()
  }
  return { name, launch, delays, status, set, tell: (event) => onEvent?.(event), delay: 0 }
}

/** Does one thing after the other, whether the one before succeeded or not. */
function queue(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
}

/** Launches it and waits until it serves; it ends when the signal fires. */
async function bringUp({ launch, set }: Supervised, signal: AbortSignal): Promise<Launched> {
  const launched = await launch()
  endOnAbort(launched, signal)
  set({ pid: launched.pid, startedAt: new Date() })
  try {
    await launched.ready
  } catch (error) {
    await launched.stop()
    throw error
  }
  set({ state: 'running' })
  return launched
}

function endOnAbort(launched: Launched, signal: AbortSignal): void {
  const end = (): void => void launched.stop()
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  void launched.ended.then(() => signal.removeEventListener('abort', end))
}

/** Follows one process after the other for as long as the service is wanted. */
async function live(service: Supervised, first: Launched, signal: AbortSignal): Promise<void> {
  const { name, status, set, tell } = service
  let running: Launched | undefined = first
  while (running !== undefined) {
    const how: string = await running.ended
    const endedAt = Date.now()
    if (signal.aborted) return
    tell({ type: 'ended', name, how })
    running = await revive(service, signal)
    if (running === undefined) return
    set({ revivals: status.revivals + 1 })
    tell({ type: 'revived', name, how, afterMs: Date.now() - endedAt })
  }
}

/** Tries until it is up again; undefined when it is no longer wanted. */
async function revive(service: Supervised, signal: AbortSignal): Promise<Launched | undefined> {
  const { name, status, delays, set, tell } = service
  const upFor = Date.now() - (status.startedAt?.getTime() ?? 0)
  if (upFor > delays.stayedUp) service.delay = 0
  for (;;) {
    set({ state: 'reviving', pid: null })
    await rest(service.delay, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return undefined
    service.delay = Math.min(Math.max(delays.first, service.delay * 2), delays.most)
    try {
      return await bringUp(service, signal)
    } catch (error) {
      if (!signal.aborted) tell({ type: 'not revived', name, reason: messageOf(error) })
    }
  }
}
