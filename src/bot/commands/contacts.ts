import { awayUntil, dutiesAt } from '../../oncall/duty.ts'
import { may, type Person } from '../../people.ts'
import { weekdayAndTime } from '../../sops/times.ts'
import { contactsCard } from '../cards/contacts.ts'
import { maintenanceBlocks } from '../cards/planned.ts'
import type { Asked, Request } from '../handler.ts'
import { maintenanceBefore, maintenanceView } from '../planned/soon.ts'
import { replyKey } from '../reply.ts'

/** Shows who is on call until when and who is next, and whom to ask outside. */
export async function contacts(_: Asked, request: Request): Promise<undefined> {
  const { platform, delivery, person: viewer, with: facts } = request
  const [runbook, people, now] = [facts.runbook(), facts.people(), facts.clock.now()]
  const { time_zone: zone } = runbook.service
  const { primary, secondary, manager, until } = dutiesAt(runbook, people, now)
  const remarksOn = (person: Person | undefined): string[] => {
    const away = person === undefined ? null : awayUntil(person, now, zone)
    return away === null ? [] : [`away until ${weekdayAndTime(away, zone)}`]
  }
  const end = until === null ? [] : [`until ${weekdayAndTime(until, zone)}`]
  const card = contactsCard({
    duties: [
      { duty: 'On call', person: primary, remarks: [...end, ...remarksOn(primary)] },
      { duty: 'Second', person: secondary, remarks: remarksOn(secondary) },
      { duty: 'Manager', person: manager, remarks: remarksOn(manager) },
    ],
    next: until === null ? null : nextText(dutiesAt(runbook, people, until).primary, until, zone),
    maintenance: maintenanceBlocks(
      await maintenanceBefore(until, now, facts.planned),
      maintenanceView(facts),
    ),
    support: runbook.external_support,
    withPhones: may(viewer, 'see-phone-numbers'),
  })
  await platform.whisper(delivery.place, viewer.id, replyKey(delivery), card)
}

function nextText(person: Person | undefined, from: Date, zone: string): string {
  const when = `from ${weekdayAndTime(from, zone)}`
  if (person === undefined) return `nobody is named ${when}`
  const away = awayUntil(person, from, zone)
  const absence = away === null ? '' : ` · away until ${weekdayAndTime(away, zone)}`
  return `${person.name} ${when}${absence}`
}
