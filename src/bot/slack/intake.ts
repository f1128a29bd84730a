import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Logger } from '../../log.ts'
import type { People } from '../../people.ts'
import type { Intake as Kept, Lane } from '../inbox/store.ts'
import type { Delivery, Inbound } from '../platform.ts'
import type { Draft } from './inbound/draft.ts'
import { memberId } from './members.ts'
import { placeOf } from './places.ts'

export interface IntakeParts {
  people(): People
  /** Stores a delivery. @returns false when its key is there already. */
  accept(delivery: Delivery, lane: Kept): Promise<boolean>
  laneOf(inbound: Inbound): Lane
  /** There is something new in a lane of the intake. */
  wakeInbox(lane: Lane): void
  clock: Clock
  log: Logger
}

/** Stores what came from Slack, each thing once. */
export interface SlackIntake {
  /** To be worked off, in the order of its thread. @returns whether it is new. */
  take(draft: Draft, teamId: string): Promise<boolean>
  /** Answered by the caller, within the request. @returns whether it is new. */
  note(draft: Draft, teamId: string): Promise<boolean>
}

/** The way from Slack into the intake. */
export function slackIntake({ people, accept, laneOf, wakeInbox, clock, log }: IntakeParts): SlackIntake {
  function deliveryOf({ key, place, userId, inbound, responseUrl }: Draft, team: string): Delivery {
    return {
      key,
      place: placeOf(place),
      personId: people().byIdentity('slack', userId)?.id ?? memberId(userId),
      // Slack signed the request, or sent it over a connection that our token opened.
      verified: true,
      requestId: randomUUID(),
      inbound,
      receivedAt: clock.now(),
      origin: { user: userId, team, ...(responseUrl !== undefined && { response_url: responseUrl }) },
    }
  }

  async function keep(delivery: Delivery, lane: Kept): Promise<boolean> {
    const isNew = await accept(delivery, lane)
    const { requestId, key, personId, inbound } = delivery
    log.info(
      { request_id: requestId, delivery: key, person: personId, kind: inbound.kind, repeated: !isNew },
      'taken from Slack',
    )
    return isNew
  }

  return {
    take: async (draft, team) => {
      const lane = laneOf(draft.inbound)
      const isNew = await keep(deliveryOf(draft, team), lane)
      if (isNew) wakeInbox(lane)
      return isNew
    },
    note: (draft, team) => keep(deliveryOf(draft, team), 'now'),
  }
}
