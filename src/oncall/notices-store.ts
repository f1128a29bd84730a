import { putAudit } from '../audit-store.ts'
import { later } from '../clock.ts'
import type { OpsDb, OpsPrisma } from '../db.ts'
import { dayMs } from '../local-time.ts'
import { type Maintenance, windowsFrom } from './planned.ts'
import { plannedOf } from './planned-store.ts'
import type { CaseParts } from './store.ts'

/** That a maintenance began, or is over, is to be told. */
export interface Notice {
  what: 'began' | 'ended'
  /** `endedBy`: whoever ended it before its time. */
  of: Maintenance & { endedBy?: string | null }
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
      const now = clock.now()
      const since = later(now, -looksBack * dayMs)
      const rows = await db.plannedMaintenance.findMany({
        where: { startsAt: { lte: now }, endsAt: { gt: since } },
      })
      const all = [...windowsFrom(runbook(), since, looksBack), ...rows.map(plannedOf)]
      const begun = all.filter(({ from, until }) => from <= now && from < until)
      const told = await toldOf(db, begun)
      return begun.flatMap((one) => noticeOf(one, now, told) ?? [])
    },
    told: (notice) => db.$transaction((tx) => noteTold(tx, notice, clock.now())),
  }
}

async function toldOf(db: OpsDb, all: Maintenance[]): Promise<Set<string>> {
  const rows = await db.maintenanceNotice.findMany({
    where: { maintenance: { in: all.map(({ key }) => key) } },
  })
  return new Set(rows.map(({ maintenance, what }) => `${what} ${maintenance}`))
}

function noticeOf(one: Maintenance, now: Date, told: Set<string>): Notice | null {
  if (told.has(`ended ${one.key}`)) return null
  const hasBegun = told.has(`began ${one.key}`)
  if (now < one.until) return hasBegun ? null : { what: 'began', of: one }
  // Of what passed while no bot ran, whoever planned it hears; of a window of the file nobody waits for a word.
  return hasBegun || one.plannedBy !== null ? { what: 'ended', of: one } : null
}

async function noteTold(tx: OpsPrisma.TransactionClient, { what, of }: Notice, now: Date): Promise<void> {
  const { count } = await tx.maintenanceNotice.createMany({
    data: { maintenance: of.key, what, toldAt: now },
    skipDuplicates: true,
  })
  if (count === 0) return
  await tx.$executeRaw`
    UPDATE cases SET version = version + 1 WHERE status = 'open' AND severity <> 'critical'`
  await putAudit(tx, now, {
    person: 'bot',
    verified: true,
    place: 'bot',
    action: what === 'began' ? 'maintenance.began' : 'maintenance.over',
    subject: of.key,
    outcome: 'done',
    detail: { from: of.from.toISOString(), until: of.until.toISOString(), reason: of.reason },
    requestId: `${of.key}:${what}`,
  })
}
