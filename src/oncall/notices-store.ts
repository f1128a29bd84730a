import { putAudit } from '../audit-store.ts'
import { later } from '../clock.ts'
import type { OpsDb, OpsPrisma } from '../db.ts'
import { dayMs } from '../local-time.ts'
import { announcedAs, farthestNoticeDays, type NoticeKind, noticeDue } from './notices.ts'
import { type Maintenance, windowsFrom } from './planned.ts'
import { plannedOf } from './planned-store.ts'
import type { CaseParts } from './store.ts'

/** Something about a maintenance that is to be told. */
export interface Notice {
  what: NoticeKind
  /** `endedBy`: whoever ended it before its time, or cancelled it. */
  of: Maintenance & { endedBy?: string | null }
  /** Under which words it may have been announced before. */
  announcedAs: NoticeKind[]
}

export interface NoticeStore {
  untold(): Promise<Notice[]>
  /** Keeps that it was told, once; the cards of cases that wait, or waited, are drawn anew. */
  told(notice: Notice): Promise<void>
}

/** So far back it is looked for what began or ended while no bot ran, in days. */
const looksBack = 35

/** What is told of maintenance. */
export function noticeStore(db: OpsDb, { clock, runbook }: CaseParts): NoticeStore {
  return {
    untold: async () => {
      const [now, settings] = [clock.now(), runbook()]
      const since = later(now, -looksBack * dayMs)
      const rows = await db.plannedMaintenance.findMany({ where: { endsAt: { gt: since } } })
      const windows = windowsFrom(settings, since, looksBack + farthestNoticeDays(settings))
      const all = [...windows, ...rows.map((row) => plannedOf(row, settings))]
      const told = await toldOf(db, all)
      return all.flatMap((of) => noticeOf(of, told.get(of.key) ?? [], now))
    },
    told: (notice) => db.$transaction((tx) => noteTold(tx, notice, clock.now())),
  }
}

async function toldOf(db: OpsDb, all: Maintenance[]): Promise<Map<string, NoticeKind[]>> {
  const rows = await db.maintenanceNotice.findMany({
    where: { maintenance: { in: all.map(({ key }) => key) } },
  })
  const byKey = Map.groupBy(rows, ({ maintenance }) => maintenance)
  return new Map([...byKey].map(([key, those]) => [key, those.map(({ what }) => what as NoticeKind)]))
}

function noticeOf(of: Maintenance, told: NoticeKind[], now: Date): Notice[] {
  const what = noticeDue(of, told, now)
  return what === null ? [] : [{ what, of, announcedAs: announcedAs(of, told) }]
}

async function noteTold(tx: OpsPrisma.TransactionClient, { what, of }: Notice, now: Date): Promise<void> {
  const { count } = await tx.maintenanceNotice.createMany({
    data: { maintenance: of.key, what, toldAt: now },
    skipDuplicates: true,
  })
  // Whoever cancelled it is in the audit already.
  if (count === 0 || what === 'cancelled') return
  if (what === 'began' || what === 'ended') {
    await tx.$executeRaw`
      UPDATE cases SET version = version + 1 WHERE status = 'open' AND severity <> 'critical'`
  }
  await putAudit(tx, now, {
    person: 'bot',
    verified: true,
    place: 'bot',
    action: `maintenance.${deedOf(what)}`,
    subject: of.key,
    outcome: 'done',
    detail: { from: of.from.toISOString(), until: of.until.toISOString(), reason: of.reason },
    requestId: `${of.key}:${what}`,
  })
}

function deedOf(what: Exclude<NoticeKind, 'cancelled'>): 'announced' | 'began' | 'over' {
  if (what === 'began') return 'began'
  return what === 'ended' ? 'over' : 'announced'
}
