import { setTimeout as wait } from 'node:timers/promises'
import { type Clock, later } from '../../clock.ts'
import { type OutageParts, throughOutages } from '../../outage.ts'
import { startWorker, type Worker } from '../../worker.ts'
import type { Keeper } from './keepers.ts'
import type { NewestRow } from './store.ts'

export interface HeadsOptions extends OutageParts {
  newest(): Promise<NewestRow | null>
  keepers: Keeper[]
  clock: Clock
}

export interface Heads extends Worker {
  /** Who does not take heads now, such as `the file does not take them`; empty where all do. */
  faults(): string[]
}

/** How often is looked where nobody says that the audit has grown, and how long a keeper in trouble is left alone. */
const restMs = 30_000
/** The least time between two heads, in milliseconds. */
const leastMs = 1_000

/**
 * Keeps the newest row of the audit outside the database whenever it has grown, and at the start. Each keeper goes
 * at its own pace: one that fails or hangs holds up no other, and is given the newest head later.
 */
export function startHeads(options: HeadsOptions): Heads {
  const followers = options.keepers.map((keeper) => startFollower(keeper, options))
  return {
    wake: () => {
      for (const { wake } of followers) wake()
    },
    stop: async () => {
      await Promise.all(followers.map(({ stop }) => stop()))
    },
    faults: () => followers.flatMap(({ fault }) => fault() ?? []),
  }
}

function startFollower({ name, keep }: Keeper, options: HeadsOptions): Worker & { fault(): string | null } {
  const { newest, clock, log } = options
  const stopping = new AbortController()
  const { signal } = stopping
  let kept: NewestRow | null = null
  let trouble: { what: string; until: Date } | null = null

  const step = async (): Promise<boolean> => {
    if (trouble !== null && clock.now() < trouble.until) return false
    const row = await newest()
    if (row === null || (row.id === kept?.id && row.hash === kept.hash)) return false
    try {
      await keep({ at: clock.now().toISOString(), ...row }, signal)
      kept = row
      trouble = null
    } catch (error) {
      if (signal.aborted) return false
      // Why is for the log: whoever watches /health need not know paths.
      trouble = { what: `${name} does not take them`, until: later(clock.now(), restMs) }
      log.error({ err: error, keeper: name, audit_head: Number(row.id) }, 'a head of the audit was not kept')
      return false
    }
    await wait(leastMs, undefined, { signal }).catch(() => undefined)
    return true
  }
  const worker = startWorker({
    name: `audit heads for ${name}`,
    log,
    restMs,
    step: throughOutages(step, options),
  })
  return {
    wake: worker.wake,
    stop: async () => {
      stopping.abort()
      await worker.stop()
    },
    fault: () => trouble?.what ?? null,
  }
}
