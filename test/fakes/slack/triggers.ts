import { type Clock, later } from '../../../src/clock.ts'
import type { Ids } from './ids.ts'
import { refuse } from './refusal.ts'

/** Permissions to open a form: each serves once, for a short time. */
export interface Triggers {
  issue(user: string): string
  /** @returns whose it is. @throws SlackRefusal where it is not known, was used, or is too old. */
  exchange(trigger: string): string
  /** Makes all that were issued too old. */
  expire(): void
}

/** In milliseconds. */
const lifetime = 3_000

/** Issues triggers, and takes them back. */
export function slackTriggers(ids: Ids, clock: Clock): Triggers {
  const issued = new Map<string, { user: string; until: Date; isUsed: boolean }>()
  return {
    issue: (user) => {
      const trigger = ids.trigger()
      issued.set(trigger, { user, until: later(clock.now(), lifetime), isUsed: false })
      return trigger
    },
    exchange: (trigger) => {
      const known = issued.get(trigger)
      if (known === undefined) refuse('invalid_trigger_id')
      if (known.isUsed) refuse('exchanged_trigger_id')
      if (known.until < clock.now()) refuse('expired_trigger_id')
      known.isUsed = true
      return known.user
    },
    expire: () => {
      for (const one of issued.values()) one.until = new Date(0)
    },
  }
}
