import type { Destination } from '../hand-over/places.ts'
import type { Platform } from '../platform.ts'

/** A room that hears of maintenance. */
export interface MaintenanceRoom extends Pick<Destination, 'platform' | 'place'> {
  /** What the keys of its posts end in. */
  suffix: '' | ':announcements'
}

/** Of each platform the room for operations, and the one where everybody reads; once where they are the same. */
export function maintenanceRooms(platforms: Platform[]): MaintenanceRoom[] {
  return platforms.flatMap((platform) => {
    const { operations, announcements } = platform.rooms
    const isApart = announcements?.thread !== operations?.thread
    return [
      ...(operations ? [{ platform, place: operations, suffix: '' as const }] : []),
      ...(announcements && isApart
        ? [{ platform, place: announcements, suffix: ':announcements' as const }]
        : []),
    ]
  })
}
