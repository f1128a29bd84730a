import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Logger } from '../../log.ts'
import type { Intake as Kept, Lane } from '../inbox/store.ts'
import type { Delivery, Inbound } from '../platform.ts'

export interface IntakeParts {
  /** What the platform is called: `Slack`. */
  from: string
  /** Stores a delivery. @returns false when its key is there already. */
  accept(delivery: Delivery, lane: Kept): Promise<boolean>
  laneOf(inbound: Inbound): Lane
  /** There is something new in a lane of the intake. */
  wakeInbox(lane: Lane): void
  clock: Clock
  log: Logger
}

/** A delivery as it comes from a platform. */
export type Arrived = Omit<Delivery, 'requestId' | 'receivedAt'>

/** Stores what came from a platform, each thing once. */
export interface ChatIntake {
  /** To be worked off, in the order of its thread. @returns whether it is new. */
  take(arrived: Arrived): Promise<boolean>
  /** Answered by the caller, within the request. @returns whether it is new. */
  note(arrived: Arrived): Promise<boolean>
}

/** The way from a chat platform into the intake. */
export function chatIntake({ from, accept, laneOf, wakeInbox, clock, log }: IntakeParts): ChatIntake {
  async function keep(arrived: Arrived, lane: Kept): Promise<boolean> {
    const delivery = { ...arrived, requestId: randomUUID(), receivedAt: clock.now() }
    const isNew = await accept(delivery, lane)
    const { requestId, key, personId, inbound } = delivery
    const what = { delivery: key, person: personId, kind: inbound.kind, repeated: !isNew }
    log.info({ request_id: requestId, ...what }, `taken from ${from}`)
    return isNew
  }

  return {
    take: async (arrived) => {
      const lane = laneOf(arrived.inbound)
      const isNew = await keep(arrived, lane)
      if (isNew) wakeInbox(lane)
      return isNew
    },
    note: (arrived) => keep(arrived, 'now'),
  }
}
