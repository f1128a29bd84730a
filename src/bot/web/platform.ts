import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import type { Platform } from '../platform.ts'
import { stranger } from '../stranger.ts'
import type { WebStore } from './store.ts'
import { memberOf } from './tenant-members.ts'

/** The platform's name in places and keys. */
export const web = 'web'

/** The web chat as the bot sees it: a post is an entry of the transcript, and everything there is private. */
export function webPlatform(
  store: WebStore,
  clock: Clock,
  config: Pick<Config, 'TEAMS_TENANT_IS_STAFF'>,
): Platform {
  const write = (thread: string, key: string, card: Parameters<WebStore['write']>[2], partial = false) =>
    store.write(thread, key, card, partial ? 'streaming' : 'final', clock.now())
  return {
    name: web,
    isPrivate: true,
    updateEveryMs: 150,
    rooms: {},
    isConnected: () => true,
    identify: async (delivery, people) => {
      const { personId } = delivery
      const known = personId === null ? undefined : people.byId(personId)
      const person = known ?? memberOf(delivery, config)
      if (person === undefined) throw stranger()
      return person
    },
    post: async (place, key, card, partial) => {
      await write(place.thread, key, card, partial)
      return { ...place, key }
    },
    read: ({ thread, key }) => store.card(thread, key),
    update: ({ thread, key }, card, partial) => write(thread, key, card, partial),
    whisper: ({ thread }, _personId, key, card) => write(thread, key, card),
    sharesTo: () => null,
    addressOf: () => null,
  }
}
