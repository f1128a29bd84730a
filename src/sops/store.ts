import { type AuditEntry, putAudit } from '../audit-store.ts'
import { later } from '../clock.ts'
import type { OpsDb, OpsPrisma } from '../db.ts'
import { codeOf, UserError } from '../errors.ts'
import { isGone } from '../owner.ts'
import { casesOwed } from './cases-owed.ts'
import { claimRun, type RunLane, runOf } from './rows-store.ts'
import { type Run, type RunEvent, runName } from './run.ts'
import type { Unshown, Wanted } from './runs.ts'
import { stateOf } from './state.ts'

/** The channel that tells of every event; its payload is the run's number. */
export const runsChannel = 'runs'

/** How long a lease lasts without being renewed, in milliseconds. */
export const leaseMs = 20_000

/** On whose behalf something is appended, for the audit. */
export interface Origin {
  verified: boolean
  requestId: string
  /** From where. */
  place: string
}

/** `late`: somebody appended first; `locked`: another run works on the same thing. */
export type Appended = { outcome: 'appended'; run: Run } | { outcome: 'late' } | { outcome: 'locked' }

/** What somebody was refused. */
export interface Refusal extends Origin {
  person: string
  action: string
  subject: string
  detail: OpsPrisma.InputJsonObject
}

export interface NewRun {
  wanted: Wanted
  plan: Run['plan']
  /** Its request; and its approval, where its gate wants nobody's word. */
  events: RunEvent[]
}

export interface RunStore {
  /** Creates it; where its key is there already, finds that one. Null: another run works on the same thing. */
  request(run: NewRun, origin: Origin): Promise<Run | null>
  byKey(key: string): Promise<Run | null>
  find(number: number): Promise<Run | null>
  recent(limit: number): Promise<Run[]>
  waiting(): Promise<Run[]>
  workingOn(lock: string): Promise<Run | null>
  /** The newest run that began to work on a thing. */
  latestOn(lock: string): Promise<Run | null>
  /** Appends to what the caller saw; without an origin the run's own request is named. */
  append(run: Run, event: RunEvent, origin?: Origin): Promise<Appended>
  refuse(refusal: Refusal, now: Date): Promise<void>
  /** Leases a running run that nobody holds, among all or those of a lane. */
  claim(now: Date, lane?: RunLane): Promise<Run | null>
  /** @returns false when the lease was lost. */
  renew(number: number, now: Date): Promise<boolean>
  release(number: number): Promise<void>
  unshown(limit: number): Promise<Unshown[]>
  shown(number: number, version: number): Promise<void>
  /** Runs that want a case, the oldest first. */
  wantingCases(limit: number): Promise<(Unshown & { requestId: string })[]>
  /** Ends what waited too long; @returns how many. */
  expireDue(now: Date): Promise<number>
}

/** The runs' tables, as one process sees them. */
export function runStore(db: OpsDb, owner: string): RunStore {
  const found = async (where: OpsPrisma.RunWhereInput): Promise<Run | null> => {
    const row = await db.run.findFirst({ where, include: withEvents, orderBy: { number: 'desc' } })
    return row && runOf(row)
  }
  const append: RunStore['append'] = (run, event, origin) => appendEvent(db, run, event, origin)
  return {
    append,
    request: (run, origin) => insertRun(db, run, origin),
    byKey: (requestKey) => found({ requestKey }),
    find: (number) => found({ number }),
    recent: async (take) => {
      const rows = await db.run.findMany({ include: withEvents, orderBy: { number: 'desc' }, take })
      return rows.map(runOf)
    },
    waiting: async () => {
      const where = { OR: [{ status: 'waiting' }, { reviewOwed: true }] }
      const rows = await db.run.findMany({ where, include: withEvents, orderBy: { number: 'asc' } })
      return rows.map(runOf)
    },
    workingOn: (lock) => found({ lock, status: { in: ['running', 'unknown'] } }),
    latestOn: (lock) => found({ lock, status: { notIn: neverRan } }),
    refuse: (refusal, now) => putAudit(db, now, { ...refusal, outcome: 'refused' }),
    claim: async (now, lane) => {
      await releaseGone(db)
      const number = await claimRun(db, owner, { now, until: later(now, leaseMs), ...(lane && { lane }) })
      return number === null ? null : await found({ number })
    },
    renew: async (number, now) => {
      const data = { leaseUntil: later(now, leaseMs) }
      const { count } = await db.run.updateMany({ where: { number, leaseOwner: owner }, data })
      return count > 0
    },
    release: async (number) => {
      await db.run.updateMany({ where: { number, leaseOwner: owner }, data: unleased })
    },
    unshown: async (take) => {
      const where = { shown: { lt: db.run.fields.version } }
      const rows = await db.run.findMany({ where, include: withEvents, orderBy: { number: 'asc' }, take })
      return rows.map(placed)
    },
    wantingCases: async (take) => {
      const where = { caseOwed: true }
      const rows = await db.run.findMany({ where, include: withEvents, orderBy: { number: 'asc' }, take })
      return rows.map((row) => ({ ...placed(row), requestId: row.requestId }))
    },
    shown: async (number, version) => {
      await db.run.updateMany({ where: { number, shown: { lt: version } }, data: { shown: version } })
    },
    expireDue: async (now) => {
      const where = { status: 'waiting', expiresAt: { lte: now } }
      const due = await db.run.findMany({ where, include: withEvents, take: 50 })
      const event: RunEvent = { type: 'expired', at: now.toISOString(), by: 'bot' }
      const ended = await Promise.all(due.map((row) => append(runOf(row), event)))
      return ended.filter(({ outcome }) => outcome === 'appended').length
    },
  }
}

const placed = (row: OpsPrisma.RunGetPayload<{ include: typeof withEvents }>): Unshown => ({
  run: runOf(row),
  place: { platform: row.platform, thread: row.thread },
})

const neverRan = ['waiting', 'rejected', 'withdrawn', 'expired', 'void']
const unleased = { leaseOwner: null, leaseUntil: null }
const withEvents = { events: { orderBy: { version: 'asc' } } } as const
/** Twenty who approve at once wait for each other's transaction; none outlasts a lease. */
const patience = { timeout: 10_000 }

async function insertRun(db: OpsDb, run: NewRun, origin: Origin): Promise<Run | null> {
  const { wanted, plan, events } = run
  const created = await db.$transaction(async (tx): Promise<Run | null> => {
    const [row] = await tx.run.createManyAndReturn({ data: [rowOf(run, origin)], skipDuplicates: true })
    if (row === undefined) return null
    await mustStillStand(tx, events)
    await putEvents(tx, { number: row.number, plan, events }, events, origin)
    return { number: row.number, plan, events, state: stateOf(plan, events), version: events.length }
  }, patience)
  if (created !== null) return created
  // One that begins at once is kept out by whoever works on its lock, too.
  const row = await db.run.findUnique({ where: { requestKey: wanted.key }, include: withEvents })
  return row && runOf(row)
}

/** What is revoked at the same moment waits until this has begun, or else keeps it from beginning. */
async function mustStillStand(tx: OpsPrisma.TransactionClient, events: RunEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type !== 'approved' || event.how !== 'standing') continue
    const standing = await tx.$queryRaw<object[]>`
      SELECT id FROM standing_approvals WHERE id = ${event.standing.id} AND status = 'approved' FOR SHARE`
    if (standing.length > 0) continue
    throw new UserError('no_standing', 'The standing approval has just ended. Nothing ran.', {
      action: 'See /ai schedule.',
      status: 409,
    })
  }
}

function rowOf({ wanted, plan, events }: NewRun, { requestId }: Origin) {
  const { status, requestedBy, requestedAt, expiresAt } = stateOf(plan, events)
  const at = new Date(requestedAt)
  return {
    requestKey: wanted.key,
    procedure: plan.procedure,
    plan: jsonOf(plan),
    digest: plan.digest,
    lock: plan.lock,
    requestedBy,
    ...wanted.place,
    requestId,
    status,
    version: events.length,
    expiresAt: new Date(expiresAt),
    createdAt: at,
    updatedAt: at,
  }
}

async function appendEvent(db: OpsDb, run: Run, event: RunEvent, origin?: Origin): Promise<Appended> {
  const events = [...run.events, event]
  const state = stateOf(run.plan, events)
  const version = run.version + 1
  const { status, reviewOwed } = state
  const caseOwed = casesOwed(state).length > 0
  const data = { version, status, reviewOwed, caseOwed, updatedAt: new Date(event.at) }
  try {
    return await db.$transaction(async (tx): Promise<Appended> => {
      const where = { number: run.number, version: run.version }
      const [row] = await tx.run.updateManyAndReturn({
        where,
        data: status === 'running' ? data : { ...data, ...unleased },
      })
      if (row === undefined) return { outcome: 'late' }
      await putEvents(tx, { ...run, events }, [event], origin ?? ofBot(row))
      return { outcome: 'appended', run: { ...run, events, state, version } }
    }, patience)
  } catch (error) {
    // The only thing unique about what an append changes is who works on the lock.
    if (codeOf(error) === 'P2002') return { outcome: 'locked' }
    throw error
  }
}

const ofBot = ({ requestId }: { requestId: string }): Origin => ({ verified: true, requestId, place: 'bot' })

/** Appends the last of a run's events, and then to the audit, which is last in its transaction. */
async function putEvents(
  tx: OpsPrisma.TransactionClient,
  run: Pick<Run, 'number' | 'plan' | 'events'>,
  fresh: RunEvent[],
  origin: Origin,
): Promise<void> {
  const first = run.events.length - fresh.length + 1
  for (const [index, { at, by, ...fact }] of fresh.entries()) {
    const stored = { type: fact.type, fact: jsonOf(fact), by, at: new Date(at) }
    await tx.runEvent.create({ data: { runNumber: run.number, version: first + index, ...stored } })
  }
  await tx.$executeRaw`SELECT pg_notify(${runsChannel}, ${String(run.number)})`
  for (const [index, event] of fresh.entries()) {
    // How far a step has got is nobody's deed.
    if (event.type === 'step-progress') continue
    await putAudit(tx, new Date(event.at), entryOf(run, first + index, event, origin))
  }
}

/** What an event is in the audit: with the plan's digest, on whose approval, and what it left the run as. */
function entryOf(
  { number, plan, events }: Pick<Run, 'number' | 'plan' | 'events'>,
  version: number,
  { at: _, by, ...fact }: RunEvent,
  origin: Origin,
): AuditEntry {
  const { procedure, parameters, digest } = plan
  const { status, approvedBy, approval } = stateOf(plan, events.slice(0, version))
  const isApproved = approvedBy !== null && approval !== 'none'
  const detail = {
    ...{ procedure, parameters, digest, version, status },
    ...(isApproved && { approvedBy, approval }),
    fact: jsonOf(fact),
  }
  const { verified, requestId, place } = origin
  const about = { subject: runName({ number }), action: `run.${fact.type}`, outcome: 'done' } as const
  return { person: by, verified, requestId, place, ...about, detail }
}

/** Nobody waits for the leases of processes of this machine that were killed. */
async function releaseGone(db: OpsDb): Promise<void> {
  const rows = await db.run.findMany({
    where: { status: 'running', leaseOwner: { not: null } },
    distinct: ['leaseOwner'],
    select: { leaseOwner: true },
  })
  const gone = rows.flatMap(({ leaseOwner }) => (leaseOwner !== null && isGone(leaseOwner) ? leaseOwner : []))
  if (gone.length > 0) await db.run.updateMany({ where: { leaseOwner: { in: gone } }, data: unleased })
}

/** What is stored as JSON is data through and through. */
const jsonOf = (value: unknown): OpsPrisma.InputJsonObject => JSON.parse(JSON.stringify(value))
