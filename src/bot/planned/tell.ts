import type { Clock } from '../../clock.ts'
import type { NoticeStore } from '../../oncall/notices-store.ts'
import type { PlannedStore } from '../../oncall/planned-store.ts'
import type { OutageParts } from '../../outage.ts'
import type { People } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import { beganCard, overCard } from '../cards/planned.ts'
import { postAll } from '../hand-over/post.ts'
import type { Platform } from '../platform.ts'
import { maintenanceView } from './soon.ts'

export interface TellMaintenanceParts extends OutageParts {
  notices: NoticeStore
  planned: Pick<PlannedStore, 'holdNow'>
  platforms: Platform[]
  people(): People
  runbook(): RunbookSettings
  clock: Clock
}

/**
 * Tells the rooms for operations which maintenance began and which is over, once, whichever bots run and whatever is
 * killed: it is posted under a key of its own, then noted; of what is not noted, the next bot goes on.
 */
export async function tellMaintenance(parts: TellMaintenanceParts): Promise<void> {
  const view = maintenanceView(parts)
  for (const notice of await parts.notices.untold()) {
    const { what, of } = notice
    const card = what === 'began' ? beganCard(of, view) : overCard(of, await parts.planned.holdNow(), view)
    const rooms = parts.platforms.flatMap((platform) => {
      const { operations: place } = platform.rooms
      return place === undefined ? [] : [{ platform, place, key: `maintenance:${of.key}:${what}` }]
    })
    if (await postAll(rooms, card, parts)) await parts.notices.told(notice)
  }
}
