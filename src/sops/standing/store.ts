import type { Actor } from '../../actor.ts'
import { type AuditEntry, putAudit } from '../../audit-store.ts'
import type { OpsDb, OpsPrisma } from '../../db.ts'
import { UserError } from '../../errors.ts'
import { type Standing, type StandingStatus, type Standings, standingStatuses } from './standing.ts'

/** One that somebody asks for. */
export interface NewStanding
  extends Pick<Standing, 'schedule' | 'digest' | 'maximum' | 'place' | 'expiresAt'> {
  /** The delivery that asks for it. */
  key: string
}

export interface StandingStore {
  find(id: number): Promise<Standing | null>
  byKey(key: string): Promise<Standing | null>
  of(schedule: string): Promise<Standings>
  /** Asks for it, in the place of what waits. @throws UserError where somebody else asks at the same moment. */
  ask(wanted: NewStanding, actor: Actor, now: Date): Promise<Standing>
  /** In the place of what stands. @returns null where it does not wait any more. */
  approve(id: number, until: Date, actor: Actor, now: Date): Promise<Standing | null>
  /** Ends what waits, or what stands. @returns null where it does so no more. */
  end(id: number, how: Ending, actor: Actor, now: Date): Promise<Standing | null>
  /** Ends what is over by its time. */
  expire(now: Date): Promise<void>
}

export type Ending = 'rejected' | 'withdrawn' | 'revoked'

/** The table of the standing approvals. */
export function standingStore(db: OpsDb): StandingStore {
  const newest = async (where: OpsPrisma.StandingApprovalWhereInput): Promise<Standing | null> => {
    const row = await db.standingApproval.findFirst({ where, orderBy: { id: 'desc' } })
    return row && standingOf(row)
  }
  return {
    find: (id) => newest({ id }),
    byKey: (requestKey) => newest({ requestKey }),
    of: async (schedule) => ({
      granted: await newest({ schedule, approvedBy: { not: null } }),
      waiting: await newest({ schedule, status: 'asked' }),
    }),
    ask: (wanted, actor, now) => db.$transaction((tx) => ask(tx, wanted, actor, now)),
    approve: (id, until, actor, now) => db.$transaction((tx) => approve(tx, id, until, actor, now)),
    end: (id, status, actor, now) =>
      db.$transaction(async (tx) => {
        const from = status === 'revoked' ? 'approved' : 'asked'
        const [ended] = await end(tx, { id, status: from }, status, actor.person.id, now)
        if (ended !== undefined) await putAudit(tx, now, entryOf(ended, status, actor))
        return ended ?? null
      }),
    expire: (now) =>
      db.$transaction(async (tx) => {
        const over = await end(tx, { ...open, expiresAt: { lte: now } }, 'expired', 'bot', now)
        for (const one of over) await putAudit(tx, now, entryOf(one, 'expired', byItself))
      }),
  }
}

type Transaction = OpsPrisma.TransactionClient
type Row = OpsPrisma.StandingApprovalGetPayload<object>

const open = { status: { in: ['asked', 'approved'] } }
const byItself = { person: { id: 'bot' }, verified: true, requestId: '', place: 'bot' }

async function ask(tx: Transaction, wanted: NewStanding, actor: Actor, now: Date): Promise<Standing> {
  const { key: requestKey, place, ...rest } = wanted
  const { person, verified } = actor
  const waiting = { schedule: wanted.schedule, status: 'asked' }
  const before = await end(tx, waiting, 'replaced', person.id, now)
  const row = { ...rest, ...place, requestKey, verified, askedBy: person.id, askedAt: now }
  const [created] = await tx.standingApproval.createManyAndReturn({ data: [row], skipDuplicates: true })
  if (created === undefined) throw atTheSameTime()
  await putAll(tx, before, actor, now)
  const asked = standingOf(created)
  await putAudit(tx, now, entryOf(asked, 'asked', actor))
  return asked
}

async function approve(
  tx: Transaction,
  id: number,
  expiresAt: Date,
  actor: Actor,
  now: Date,
): Promise<Standing | null> {
  const where = { id, status: 'asked', expiresAt: { gt: now } }
  // Whoever decides about it at the same time waits here.
  const [locked] = await tx.standingApproval.updateManyAndReturn({ where, data: { status: 'asked' } })
  if (locked === undefined) return null
  const standing = { schedule: locked.schedule, status: 'approved' }
  const before = await end(tx, standing, 'replaced', actor.person.id, now)
  const approvedBy = actor.person.id
  const verified = locked.verified && actor.verified
  const data = { status: 'approved', approvedBy, approvedAt: now, expiresAt, verified }
  const approved = standingOf(await tx.standingApproval.update({ where: { id }, data }))
  await putAll(tx, before, actor, now)
  await putAudit(tx, now, entryOf(approved, 'approved', actor))
  return approved
}

async function end(
  tx: Transaction,
  where: OpsPrisma.StandingApprovalWhereInput,
  status: StandingStatus,
  endedBy: string,
  endedAt: Date,
): Promise<Standing[]> {
  const rows = await tx.standingApproval.updateManyAndReturn({ where, data: { status, endedBy, endedAt } })
  return rows.map(standingOf)
}

async function putAll(tx: Transaction, replaced: Standing[], actor: Actor, now: Date): Promise<void> {
  for (const one of replaced) await putAudit(tx, now, entryOf(one, 'replaced', actor))
}

type By = Pick<Actor, 'verified' | 'requestId' | 'place'> & { person: { id: string } }

function entryOf(standing: Standing, what: StandingStatus, { person, ...origin }: By): AuditEntry {
  const { id, schedule, digest, maximum, askedBy, approvedBy, expiresAt } = standing
  const { verified, requestId, place } = origin
  const detail = {
    standing: { id, digest, maximum, askedBy, expiresAt: expiresAt.toISOString() },
    ...(approvedBy !== null && { approvedBy }),
  }
  const about = { action: `standing.${what}`, subject: schedule, outcome: 'done', detail } as const
  return { person: person.id, verified, requestId, place, ...about }
}

function standingOf({ platform, thread, requestKey: _, status, ...row }: Row): Standing {
  const known = standingStatuses.find((one) => one === status)
  if (known === undefined) throw new Error(`no standing approval is ${status}`)
  return { ...row, status: known, place: { platform, thread } }
}

function atTheSameTime(): UserError {
  return new UserError('not_now', 'Somebody asked for a standing approval at the same moment.', {
    action: 'See /ai schedule.',
    status: 409,
  })
}
