import type { People } from '../../people.ts'
import { type Arrived, chatIntake, type IntakeParts } from '../chats/intake.ts'
import type { Draft } from './inbound/draft.ts'
import { memberId } from './members.ts'
import { placeOf } from './places.ts'

export interface SlackIntakeParts extends Omit<IntakeParts, 'from'> {
  people(): People
}

/** Stores what came from Slack, each thing once. */
export interface SlackIntake {
  /** To be worked off, in the order of its thread. @returns whether it is new. */
  take(draft: Draft, teamId: string): Promise<boolean>
  /** Answered by the caller, within the request. @returns whether it is new. */
  note(draft: Draft, teamId: string): Promise<boolean>
}

/** The way from Slack into the intake. */
export function slackIntake({ people, ...parts }: SlackIntakeParts): SlackIntake {
  const intake = chatIntake({ ...parts, from: 'Slack' })

  function arrivedOf({ key, place, userId, inbound, responseUrl }: Draft, team: string): Arrived {
    return {
      key,
      place: placeOf(place),
      personId: people().byIdentity('slack', userId)?.id ?? memberId(userId),
      // Slack signed the request, or sent it over a connection that our token opened.
      verified: true,
      inbound,
      origin: { user: userId, team, ...(responseUrl !== undefined && { response_url: responseUrl }) },
    }
  }

  return {
    take: (draft, team) => intake.take(arrivedOf(draft, team)),
    note: (draft, team) => intake.note(arrivedOf(draft, team)),
  }
}
