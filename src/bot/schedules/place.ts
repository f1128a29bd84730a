import type { Schedule } from '../../runbook-settings.ts'
import type { Place, Platform } from '../platform.ts'

/**
 * Where the card of a schedule's run is posted: a channel that people read together. In the web chat everything is
 * somebody's own, and nobody asked; there its run is on the page of runs, as everywhere.
 */
export function placeOfSchedule(
  { name, tells }: Pick<Schedule, 'name' | 'tells'>,
  platforms: Platform[],
): Place {
  const room =
    tells === 'runs-page'
      ? undefined
      : platforms.map(({ rooms }) => rooms[tells]).find((one) => one !== undefined)
  return room ?? { platform: runsPage, thread: name }
}

/** No platform has this name: of what stands there, no card is posted. */
const runsPage = 'runs-page'
