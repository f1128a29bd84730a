import type { Person } from '../../people.ts'
import type { Place, Platform } from '../platform.ts'

/** A place that is told something, and under which key. */
export interface Destination {
  platform: Platform
  place: Place
  key: string
}

/** Where a report is told: the room for cases of each platform that has one, and each person directly. */
export function destinationsOf(key: string, readers: Person[], platforms: Platform[]): Destination[] {
  return platforms.flatMap((platform) => {
    const { cases: room } = platform.rooms
    const inRoom = room === undefined ? [] : [{ platform, place: room, key }]
    const alone = readers.flatMap((person) => {
      const place = platform.directPlace?.(person) ?? null
      return place === null ? [] : [{ platform, place, key: `${key}:${person.id}` }]
    })
    return [...inRoom, ...alone]
  })
}
