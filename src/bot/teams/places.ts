import type { Person } from '../../people.ts'
import type { Place } from '../platform.ts'

/** The platform's name in places and keys. */
export const teams = 'teams'

/** Where a message stands in Teams. */
export type TeamsPlace =
  /** A group chat, or a channel; in a channel a thread by its first message, absent for one that is to be begun. */
  | { conversation: string; root?: string }
  /** The personal chat with somebody, by their object id in Entra. */
  | { person: string }

const threadMark = ';messageid='

/** `19:a@thread.v2`, `19:b@thread.tacv2;messageid=1700`, `@<object id>` */
export function placeOf(place: TeamsPlace): Place {
  return { platform: teams, thread: 'person' in place ? `@${place.person}` : conversationOf(place) }
}

/** Reads what `placeOf` wrote. */
export function teamsPlaceOf({ thread }: Pick<Place, 'thread'>): TeamsPlace {
  return thread.startsWith('@') ? { person: thread.slice(1) } : placeIn(thread)
}

/** A conversation's id as Teams has it: with the thread. */
export function conversationOf({ conversation, root }: { conversation: string; root?: string }): string {
  return root === undefined ? conversation : `${conversation}${threadMark}${root}`
}

/** Where a conversation's id leads. */
export function placeIn(id: string): { conversation: string; root?: string } {
  const [conversation = '', root] = id.split(threadMark)
  return { conversation, ...(root !== undefined && { root }) }
}

/** The personal chat with somebody; null for whom people.yml does not name in Teams. */
export function directPlaceOf({ identities: { teams: person } }: Pick<Person, 'identities'>): Place | null {
  return person === undefined ? null : placeOf({ person })
}

/** Whether a conversation is a channel of a team, where every first message begins a thread. */
export const isChannel = (conversation: string): boolean => /@thread\.(tacv2|skype)/.test(conversation)
