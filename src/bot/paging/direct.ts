import type { Way } from '../../oncall/ways.ts'
import type { Person } from '../../people.ts'
import { pageCard } from '../cards/page.ts'
import type { Place, Platform } from '../platform.ts'

/**
 * Pages by a direct message on a chat platform: of those where the person has a place, the first that is connected.
 * Under the page's key the platform finds what it posted before.
 */
export function directWay(platforms: Platform[]): Way {
  return {
    reaches: (person) => placesFor(person, platforms).length > 0,
    send: async (person, note, signal) => {
      signal.throwIfAborted()
      const places = placesFor(person, platforms)
      const open = places.find(({ platform }) => platform.isConnected())
      if (open === undefined) throw new Error(`${namesOf(places)} cannot be reached now`)
      await open.platform.post(open.place, note.key, pageCard(note))
    },
  }
}

function placesFor(person: Person, platforms: Platform[]): { platform: Platform; place: Place }[] {
  return platforms.flatMap((platform) => {
    const place = platform.directPlace?.(person) ?? null
    return place === null ? [] : [{ platform, place }]
  })
}

const namesOf = (places: { platform: Platform }[]): string =>
  places.map(({ platform: { name } }) => name).join(' and ') || 'no chat'
