import type { Actor } from '../../actor.ts'
import { scheduleAsker } from '../../asker.ts'
import { putAudit } from '../../audit-store.ts'
import type { OpsDb, OpsPrisma } from '../../db.ts'
import type { UserError } from '../../errors.ts'

/** A schedule as its row has it: what it runs is in runbook.yml. */
export interface ScheduleRow {
  name: string
  nextDueAt: Date
  lastRun: number | null
  /** Why what is due has not begun, as a sentence. */
  problem: string | null
  pausedBy: string | null
  pausedAt: Date | null
}

/** A schedule as runbook.yml has it now. */
export interface Planned {
  name: string
  /** What its due times follow from. */
  timing: string
  nextDueAt: Date
}

/** A run that a due time has brought about, and when the schedule is due again. */
export interface Begun {
  run: number
  nextDueAt: Date
}

export interface ScheduleStore {
  /** Makes the rows those of the file: a new schedule has its due time to come, one that is gone has no row. */
  follow(planned: Planned[], now: Date): Promise<void>
  all(): Promise<ScheduleRow[]>
  /**
   * Begins what is due, if it is and nobody else does; the due time moves only once it has begun. Whoever is
   * killed in between leaves it due.
   */
  begin(name: string, now: Date, work: (due: Date) => Promise<Begun>): Promise<void>
  /** Keeps why it could not begin; each reason is audited once. */
  noteProblem(
    name: string,
    refusal: UserError,
    at: { due: string; procedure: string; now: Date },
  ): Promise<void>
  /** @returns false when it is paused already, or not there. */
  pause(name: string, actor: Actor, now: Date): Promise<boolean>
  /** What was due meanwhile is not made up for. @returns false when it is not paused. */
  resume(name: string, nextDueAt: Date, actor: Actor, now: Date): Promise<boolean>
}

/** The schedules' table. */
export function scheduleStore(db: OpsDb): ScheduleStore {
  return {
    follow: (planned, now) => db.$transaction((tx) => follow(tx, planned, now)),
    all: () => db.schedule.findMany({ orderBy: { name: 'asc' } }),
    begin: (name, now, work) => db.$transaction((tx) => begin(tx, name, now, work), patience),
    noteProblem: (name, refusal, at) => db.$transaction((tx) => noteProblem(tx, name, refusal, at)),
    pause: (name, actor, now) =>
      db.$transaction(async (tx) => {
        const data = { pausedBy: actor.person.id, pausedAt: now }
        const { count } = await tx.schedule.updateMany({ where: { name, pausedAt: null }, data })
        if (count > 0) await putSteering(tx, 'schedule.paused', name, actor, now)
        return count > 0
      }),
    resume: (name, nextDueAt, actor, now) =>
      db.$transaction(async (tx) => {
        const where = { name, pausedAt: { not: null } }
        const data = { pausedBy: null, pausedAt: null, problem: null, nextDueAt }
        const { count } = await tx.schedule.updateMany({ where, data })
        if (count > 0) await putSteering(tx, 'schedule.resumed', name, actor, now)
        return count > 0
      }),
  }
}

type Transaction = OpsPrisma.TransactionClient

/** What a plan counts takes its time; nobody else waits for it. */
const patience = { timeout: 60_000 }

/** A due time that has passed stays due, whatever the file says by now. Where nothing has changed, nothing is locked. */
async function follow(tx: Transaction, planned: Planned[], now: Date): Promise<void> {
  const known = new Map((await tx.schedule.findMany()).map((row) => [row.name, row.timing]))
  for (const { name, timing, nextDueAt } of planned) {
    if (!known.has(name)) {
      await tx.schedule.createMany({ data: [{ name, timing, nextDueAt }], skipDuplicates: true })
    } else if (known.get(name) !== timing) {
      await tx.schedule.updateMany({ where: { name, nextDueAt: { gt: now } }, data: { nextDueAt } })
      await tx.schedule.updateMany({ where: { name }, data: { timing } })
    }
  }
  await tx.schedule.deleteMany({ where: { name: { notIn: planned.map(({ name }) => name) } } })
}

async function begin(
  tx: Transaction,
  name: string,
  now: Date,
  work: (due: Date) => Promise<Begun>,
): Promise<void> {
  const [row] = await tx.$queryRaw<{ due: Date }[]>`
    SELECT next_due_at AS due FROM schedules
    WHERE name = ${name} AND next_due_at <= ${now} AND paused_at IS NULL
    FOR UPDATE SKIP LOCKED`
  if (row === undefined) return
  const { run, nextDueAt } = await work(row.due)
  await tx.schedule.update({
    where: { name },
    data: { lastDueAt: row.due, lastRun: run, nextDueAt, problem: null },
  })
}

async function noteProblem(
  tx: Transaction,
  name: string,
  { code, message, action }: UserError,
  { due, procedure, now }: { due: string; procedure: string; now: Date },
): Promise<void> {
  const problem = [message, action].filter(Boolean).join(' ')
  const where = { name, OR: [{ problem: null }, { problem: { not: problem } }] }
  const { count } = await tx.schedule.updateMany({ where, data: { problem } })
  if (count === 0) return
  const by = { person: scheduleAsker(name), verified: true, place: 'schedule', requestId: due }
  const detail = { code, message }
  await putAudit(tx, now, { ...by, action: 'run.requested', subject: procedure, outcome: 'refused', detail })
}

async function putSteering(
  tx: Transaction,
  action: string,
  subject: string,
  { person, verified, place, requestId }: Actor,
  now: Date,
): Promise<void> {
  await putAudit(tx, now, {
    person: person.id,
    verified,
    place,
    action,
    subject,
    outcome: 'done',
    detail: {},
    requestId,
  })
}
