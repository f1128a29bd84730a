import type { Clock } from '../../clock.ts'
import type { NoticeKind } from '../../oncall/notices.ts'
import type { Notice, NoticeStore } from '../../oncall/notices-store.ts'
import type { Maintenance } from '../../oncall/planned.ts'
import type { PlannedStore } from '../../oncall/planned-store.ts'
import type { OutageParts } from '../../outage.ts'
import type { People } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { Card } from '../card.ts'
import { aheadCard, beganCard, cancelledCard, overCard } from '../cards/planned.ts'
import type { Destination } from '../hand-over/places.ts'
import { postAll } from '../hand-over/post.ts'
import type { Platform } from '../platform.ts'
import { type MaintenanceRoom, maintenanceRooms } from './rooms.ts'
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
 * Tells the rooms that hear of maintenance which one comes, which began and which is over, once, whichever bots run and
 * whatever is killed: it is posted under a key of its own, then noted; of what is not noted, the next bot goes on.
 */
export async function tellMaintenance(parts: TellMaintenanceParts): Promise<void> {
  for (const notice of await parts.notices.untold()) {
    const destinations = await destinationsOf(notice, parts.platforms)
    if (await postAll(destinations, await cardOf(notice, parts), parts)) await parts.notices.told(notice)
  }
}

async function cardOf({ what, of }: Notice, parts: TellMaintenanceParts): Promise<Card> {
  const view = maintenanceView(parts)
  switch (what) {
    case 'began':
      return beganCard(of, view)
    case 'ended':
      return overCard(of, await parts.planned.holdNow(), view)
    case 'cancelled':
      return cancelledCard(of, view)
    default:
      return aheadCard(of, view)
  }
}

/** Of one that was cancelled only the rooms hear in which it stands that it comes. */
async function destinationsOf(
  { what, of, announcedAs }: Notice,
  platforms: Platform[],
): Promise<Destination[]> {
  const rooms = maintenanceRooms(platforms)
  const all = rooms.map((room) => postIn(room, of, what))
  if (what !== 'cancelled') return all
  const stands = await Promise.all(
    rooms.map((room) => isAnyThere(announcedAs.map((kind) => postIn(room, of, kind)))),
  )
  return all.filter((_, at) => stands[at])
}

const postIn = (
  { platform, place, suffix }: MaintenanceRoom,
  of: Maintenance,
  what: NoticeKind,
): Destination => ({ platform, place, key: `maintenance:${of.key}:${what}${suffix}` })

async function isAnyThere(posts: Destination[]): Promise<boolean> {
  const cards = await Promise.all(posts.map(({ platform, place, key }) => platform.read({ ...place, key })))
  return cards.some((card) => card !== null)
}
