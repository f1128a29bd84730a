import type { Room } from '../../sops/rooms-store.ts'
import type { Platform } from '../platform.ts'

/**
 * Where a run that was asked for on one chat platform is shown too: in the operations rooms of the others. A card that
 * was sent to a room for cases stays there, and what somebody asked alone on the web is theirs.
 */
export function operationsRooms(platforms: Platform[]): Room[] {
  return platforms.flatMap((platform) => {
    const { operations } = platform.rooms
    const others = platforms.filter((other) => other !== platform && !other.isPrivate)
    if (operations === undefined || others.length === 0) return []
    const from = others.map(({ name, rooms }) => ({ platform: name, except: rooms.cases?.thread ?? null }))
    return [{ place: operations, from }]
  })
}
