import { askingSchedule } from '../../asker.ts'
import type { Case } from '../../oncall/case.ts'
import type { People } from '../../people.ts'
import type { Place, Platform } from '../platform.ts'

interface AskerPlace {
  platform: Platform
  /** Where what is said to the asker lasts. */
  place: Place
  /** It was asked where only the asker reads, and what stands there cannot be changed. */
  isPrivate: boolean
}

/** Where the asker of a case reads; null where the platform is not there any more, or nobody asked. */
export function askerPlace(
  { place, openedBy }: Case,
  { platforms, people }: { platforms: Platform[]; people(): People },
): AskerPlace | null {
  const platform = platforms.find(({ name }) => name === place.platform)
  if (platform === undefined || askingSchedule(openedBy) !== null) return null
  if (platform.sharesTo(place) === null) return { platform, place, isPrivate: false }
  const person = people().byId(openedBy)
  const direct = person === undefined ? null : (platform.directPlace?.(person) ?? null)
  return { platform, place: direct ?? place, isPrivate: true }
}
