import type { Actor } from '../actor.ts'
import { putAudit } from '../audit-store.ts'
import { later } from '../clock.ts'
import type { OpsDb, OpsPrisma } from '../db.ts'
import { UserError } from '../errors.ts'
import { dayMs } from '../local-time.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import { bySoonest, type Hold, holdAt, isCancelled, type Maintenance, windowsFrom } from './planned.ts'
import type { CaseParts } from './store.ts'

/** What somebody planned ahead. */
export interface Planned extends Maintenance {
  plannedBy: string
  id: number
  /** Whoever ended it before its time, or before it began. */
  endedBy: string | null
}

/** What somebody wants to plan. */
export interface NewMaintenance {
  /** The delivery that asked for it: asked twice is one. */
  key: string
  from: Date
  /** A day after its beginning at the latest. */
  until: Date
  reason: string
}

export interface PlannedStore {
  /** Whether calls about what is not critical wait now, and until when. */
  holdNow(): Promise<Hold | null>
  /** What is not over, of runbook.yml's and of what was planned, so many days ahead; the soonest first. */
  ahead(days: number): Promise<Maintenance[]>
  plan(wanted: NewMaintenance, actor: Actor): Promise<Planned>
  /**
   * Ends one before its time, or cancels it; `key`: the delivery that asked for it.
   * @throws UserError where there is none, or it is over.
   */
  end(id: number, key: string, actor: Actor): Promise<Planned>
  /** What a delivery has ended already; null: nothing. */
  endedOn(key: string): Promise<Planned | null>
}

type Row = OpsPrisma.PlannedMaintenanceGetPayload<object>

/** So far ahead it is looked at what a maintenance leads into, in days. */
const leadsInto = 2

/** The maintenance that was planned, and that of runbook.yml. */
export function plannedStore(db: OpsDb, { clock, runbook }: CaseParts): PlannedStore {
  const read = (row: Row): Planned => plannedOf(row, runbook())
  const ahead = async (days: number): Promise<Maintenance[]> => {
    const now = clock.now()
    const rows = await db.plannedMaintenance.findMany({
      where: { endsAt: { gt: now }, startsAt: { lt: later(now, days * dayMs) } },
    })
    const all = [...windowsFrom(runbook(), now, days), ...rows.map(read)]
    return all.filter((one) => one.until > now && !isCancelled(one)).toSorted(bySoonest)
  }
  return {
    holdNow: async () => holdAt(await ahead(leadsInto), clock.now()),
    ahead,
    plan: ({ key: requestKey, from: startsAt, until: endsAt, reason }, actor) =>
      db.$transaction(async (tx) => {
        const [plannedBy, plannedAt] = [actor.person.id, clock.now()]
        const { count } = await tx.plannedMaintenance.createMany({
          data: { requestKey, startsAt, endsAt, reason, plannedBy, plannedAt },
          skipDuplicates: true,
        })
        const planned = read(await tx.plannedMaintenance.findUniqueOrThrow({ where: { requestKey } }))
        if (count > 0) await note(tx, plannedAt, 'planned', planned, actor)
        return planned
      }),
    end: (id, endKey, actor) =>
      db.$transaction(async (tx) => {
        const now = clock.now()
        await tx.$queryRaw`SELECT 1 FROM planned_maintenance WHERE id = ${id} FOR UPDATE`
        const row = await tx.plannedMaintenance.findUnique({ where: { id } })
        if (row === null) throw noneSuch(id)
        if (row.endedAt !== null || row.endsAt <= now) throw overAlready(id)
        const data = { endKey, endedBy: actor.person.id, endedAt: now }
        const ended = read(await tx.plannedMaintenance.update({ where: { id }, data }))
        await note(tx, now, row.startsAt < now ? 'ended' : 'cancelled', ended, actor)
        return ended
      }),
    endedOn: async (endKey) => {
      const row = await db.plannedMaintenance.findUnique({ where: { endKey } })
      return row && read(row)
    },
  }
}

/** The number of what somebody planned; null for a window of runbook.yml. */
export function plannedId({ key }: Maintenance): number | null {
  const [, id] = /^planned:(\d+)$/.exec(key) ?? []
  return id === undefined ? null : Number(id)
}

/** What was planned, as its row has it. */
export function plannedOf(
  row: Row,
  { notify_planned_hours_before: noticeHours }: Pick<RunbookSettings, 'notify_planned_hours_before'>,
): Planned {
  const { id, reason, plannedBy, startsAt: from, endsAt, endedBy, endedAt } = row
  const key = `planned:${id}`
  const until = endedAt !== null && endedAt < from ? from : (endedAt ?? endsAt)
  return { id, key, reason, activities: [], plannedBy, from, until, endedBy, noticeHours }
}

/** The last thing in its transaction: see putAudit. */
async function note(
  tx: OpsPrisma.TransactionClient,
  at: Date,
  deed: 'planned' | 'ended' | 'cancelled',
  { id, from, until, reason }: Planned,
  { person, verified, requestId, place }: Actor,
): Promise<void> {
  await putAudit(tx, at, {
    ...{ person: person.id, verified, requestId, place },
    action: `maintenance.${deed}`,
    subject: `maintenance ${id}`,
    outcome: 'done',
    detail: { from: from.toISOString(), until: until.toISOString(), reason },
  })
}

const noneSuch = (id: number): UserError =>
  new UserError('no_maintenance', `No maintenance ${id} was planned.`, {
    status: 404,
    action: 'See /ai window for what is planned.',
  })

const overAlready = (id: number): UserError =>
  new UserError('not_now', `Maintenance ${id} is over, or was cancelled.`, {
    status: 409,
    action: 'See /ai window for what is planned.',
  })
