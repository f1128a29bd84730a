import { askerName } from '../../asker.ts'
import { isAway } from '../../oncall/duty.ts'
import { openSince } from '../../oncall/opening.ts'
import { rolesOf } from '../../people.ts'
import { digestCard } from '../cards/digest.ts'
import { caseFacts } from './facts.ts'
import type { Report } from './store.ts'
import { type Telling, type TellParts, tellDue } from './tell.ts'

/** Tells seniors how the cases stand, once at the start of business hours. */
export async function tellDigest(parts: TellParts): Promise<void> {
  const opened = openSince(parts.runbook(), parts.clock.now())
  await tellDue(
    {
      kind: 'digest',
      toPerson: null,
      isDue: ({ at }) => opened !== null && at < opened,
      write: (report) => write(report, parts),
    },
    parts,
  )
}

async function write(report: Report, parts: TellParts): Promise<Telling> {
  const facts = await caseFacts(report, parts)
  if (facts.count === 0 && facts.resolved.length === 0) return null
  const people = parts.people()
  const { time_zone: timeZone } = parts.runbook().service
  const { since, at: now } = report
  const card = digestCard({ ...facts, since, now, timeZone, nameOf: (id) => askerName(id, people) })
  const readers = people.all.filter(
    (person) => rolesOf(person).includes('senior') && !isAway(person, now, timeZone),
  )
  return { card, readers }
}
