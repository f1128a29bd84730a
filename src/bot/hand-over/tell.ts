import type { Clock } from '../../clock.ts'
import type { OutageParts } from '../../outage.ts'
import type { People, Person } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { Card } from '../card.ts'
import type { Platform } from '../platform.ts'
import type { FactsParts } from './facts.ts'
import { destinationsOf } from './places.ts'
import { postAll } from './post.ts'
import { type DutyReportStore, type Report, type ReportKind, reportKey } from './store.ts'

export interface TellParts extends OutageParts, FactsParts {
  reports: DutyReportStore
  platforms: Platform[]
  people(): People
  runbook(): RunbookSettings
  clock: Clock
}

/** A report as it is posted, and who reads it besides the rooms; null where there is nothing to say. */
export type Telling = { card: Card; readers: Person[] } | null

/** What a kind of report does by itself. */
export interface ReportOf {
  kind: ReportKind
  /** Of whom it tells; null for what is about nobody. */
  toPerson: string | null
  /** Whether one is due after the one that was told last. */
  isDue(last: Report): boolean
  write(report: Report): Promise<Telling>
}

/**
 * Tells what is due, once, whichever bots run and whatever is killed: first its row is kept, then it is posted under
 * the row's key, then the row says so. Of a row that does not, the next bot goes on. The first row begins the count,
 * and tells nothing.
 */
export async function tellDue(of: ReportOf, parts: TellParts): Promise<void> {
  const { reports, clock } = parts
  const last = await reports.last(of.kind)
  const now = clock.now()
  if (last === null) {
    const { kind, toPerson } = of
    await reports.begin({ kind, number: 0, fromPerson: null, toPerson, since: now, at: now, toldAt: now })
    return
  }
  if (last.toldAt === null) return await tell(last, of, parts)
  if (!of.isDue(last)) return
  const next = following(last, of, now)
  if (await reports.begin(next)) await tell(next, of, parts)
}

function following(last: Report, { kind, toPerson }: ReportOf, now: Date): Report {
  const [fromPerson, since] = [last.toPerson, last.at]
  // A clock that was set back tells of no time, rather than of one that ends before it begins.
  const at = now < since ? since : now
  return { kind, number: last.number + 1, fromPerson, toPerson, since, at, toldAt: null }
}

async function tell(report: Report, of: ReportOf, parts: TellParts): Promise<void> {
  const telling = await of.write(report)
  const isTold = telling === null || (await post(report, telling, parts))
  if (isTold) await parts.reports.told(report, parts.clock.now())
}

/** Posts a report wherever it is to be read. @returns whether all of it arrived. */
const post = (
  report: Report,
  { card, readers }: Exclude<Telling, null>,
  parts: TellParts,
): Promise<boolean> => postAll(destinationsOf(reportKey(report), readers, parts.platforms), card, parts)
