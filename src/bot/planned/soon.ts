import { askerName } from '../../asker.ts'
import type { Clock } from '../../clock.ts'
import { dayMs } from '../../local-time.ts'
import { farthestNoticeDays, isAnnounced } from '../../oncall/notices.ts'
import type { Maintenance } from '../../oncall/planned.ts'
import type { PlannedStore } from '../../oncall/planned-store.ts'
import type { People } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { MaintenanceView } from '../cards/planned.ts'

/** So far ahead it is looked in a shift without an end, or with a distant one, in days. */
const farthestDays = 14

/** Which maintenance lasts at a moment, or begins before a time; null: a shift without an end. */
export async function maintenanceBefore(
  until: Date | null,
  now: Date,
  planned: Pick<PlannedStore, 'ahead'>,
): Promise<Maintenance[]> {
  const days = until === null ? farthestDays : Math.ceil((until.getTime() - now.getTime()) / dayMs)
  const all = await planned.ahead(Math.min(Math.max(days, 1), farthestDays))
  return all.filter(({ from }) => from <= now || until === null || from < until)
}

/** What lasts now, or else the soonest that is announced already; undefined: none. */
export async function announcedNow(parts: {
  planned: Pick<PlannedStore, 'ahead'>
  runbook(): RunbookSettings
  clock: Clock
}): Promise<Maintenance | undefined> {
  const now = parts.clock.now()
  const all = await parts.planned.ahead(farthestNoticeDays(parts.runbook()) + 1)
  return all.find((one) => one.from <= now || isAnnounced(one, now))
}

/** How maintenance is told now. */
export function maintenanceView(parts: {
  people(): People
  runbook(): RunbookSettings
  clock: Clock
}): MaintenanceView {
  return {
    now: parts.clock.now(),
    timeZone: parts.runbook().service.time_zone,
    nameOf: (id) => askerName(id, parts.people()),
  }
}
