import { askerName } from '../../asker.ts'
import { awayUntil, dutiesAt, namesAt } from '../../oncall/duty.ts'
import { handOverCard } from '../cards/hand-over.ts'
import { shiftFacts } from './facts.ts'
import type { Report } from './store.ts'
import { type Telling, type TellParts, tellDue } from './tell.ts'

/** Tells who hands the shift over to whom, and how things stand, where it changed since that was told last. */
export async function tellHandOver(parts: TellParts): Promise<void> {
  const { primary } = namesAt(parts.runbook(), parts.clock.now())
  await tellDue(
    {
      kind: 'shift',
      toPerson: primary,
      isDue: ({ toPerson }) => toPerson !== primary,
      write: (report) => write(report, parts),
    },
    parts,
  )
}

async function write(report: Report, parts: TellParts): Promise<Telling> {
  const [people, runbook] = [parts.people(), parts.runbook()]
  const { time_zone: timeZone } = runbook.service
  const { primary, secondary, until } = dutiesAt(runbook, people, report.at)
  const from = report.fromPerson === null ? undefined : people.byId(report.fromPerson)
  const card = handOverCard({
    ...(await shiftFacts(report, until, parts)),
    from: from?.name ?? report.fromPerson ?? 'nobody',
    to: primary?.name ?? report.toPerson ?? 'nobody',
    second: secondary?.name ?? null,
    until,
    awayUntil: primary === undefined ? null : awayUntil(primary, report.at, timeZone),
    since: report.since,
    now: report.at,
    timeZone,
    nameOf: (id) => askerName(id, people),
  })
  return { card, readers: [from, primary].filter((person) => person !== undefined) }
}
