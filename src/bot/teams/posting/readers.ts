import { setTimeout as rest } from 'node:timers/promises'
import type { Clock } from '../../../clock.ts'
import type { Logger } from '../../../log.ts'
import { held } from '../../chats/held.ts'
import type { OwnCards } from '../../chats/own-cards.ts'
import type { ChatPost } from '../../chats/posts-store.ts'
import { TeamsSilent } from '../api/calls.ts'
import type { Listed } from '../api/connector.ts'
import { teamsPlaceOf } from '../places.ts'
import { addressOf, type ReachParts } from './reach.ts'

export interface ReadersParts extends ReachParts {
  ownCards: OwnCards
  clock: Clock
  log: Logger
}

/** A card waits no longer than this for who is there, in milliseconds. */
const patienceMs = 2_000

/** What Teams calls those who are shown a card of their own in the place of a post's; nobody where it does not say. */
export function ownReaders(
  parts: ReadersParts,
): (post: Pick<ChatPost, 'key' | 'thread'>) => Promise<string[]> {
  const { connector, ownCards, clock, log } = parts

  // That Teams did not say is remembered too: nobody waits for it again and again.
  const roster = held(clock, async (conversation: string): Promise<Listed[]> => {
    try {
      const at = await addressOf({ conversation }, parts)
      const late = rest(patienceMs, null, { ref: false })
      const members = await Promise.race([connector.members(at), late])
      if (members === null) throw new TeamsSilent(`nothing came for ${patienceMs} ms`)
      return members
    } catch (error) {
      log.warn({ err: error }, 'Teams did not say who is in a conversation; all see the same card there')
      return []
    }
  })

  return async ({ key, thread }) => {
    const place = teamsPlaceOf({ thread })
    if ('person' in place) return []
    const readers = ownCards.readersOf(key)
    if (readers.length === 0) return []
    const known = new Set(readers.map(({ identities }) => identities.teams))
    return (await roster(place.conversation))
      .filter(({ id, aadObjectId, objectId }) => known.has((aadObjectId ?? objectId ?? id).toLowerCase()))
      .map(({ id }) => id)
  }
}
