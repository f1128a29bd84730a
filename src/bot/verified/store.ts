import type { Actor } from '../../actor.ts'
import { putAudit } from '../../audit-store.ts'
import { type Clock, later } from '../../clock.ts'
import type { OpsDb, OpsPrisma } from '../../db.ts'
import { putOutgoing } from '../../outgoing-store.ts'
import type { People } from '../../people.ts'
import {
  answerName,
  citationsSchema,
  documentsSchema,
  recordOf,
  type VerifiedAnswer,
  type VerifiedStatus,
} from './answer.ts'

/** An answer that is to be kept. */
export interface NewVerified
  extends Pick<
    VerifiedAnswer,
    | 'caseNumber'
    | 'question'
    | 'answer'
    | 'machineModel'
    | 'language'
    | 'documents'
    | 'citations'
    | 'writtenBy'
    | 'place'
  > {
  /** What it is kept at: kept twice is one. */
  sourceKey: string
}

export interface VerifiedStore {
  /** @returns the one that is there where it was proposed before. */
  propose(wanted: NewVerified, actor: Actor): Promise<VerifiedAnswer>
  find(id: number): Promise<VerifiedAnswer | null>
  bySource(sourceKey: string): Promise<VerifiedAnswer | null>
  /** From then on it is given, for so many days. @returns null where it does not wait any more. */
  approve(id: number, days: number, actor: Actor, people: People): Promise<VerifiedAnswer | null>
  /** @returns null where it does not wait any more. */
  reject(id: number, actor: Actor): Promise<VerifiedAnswer | null>
  /** It is not given any more. @returns null where it is not approved. */
  retire(id: number, actor: Actor, people: People): Promise<VerifiedAnswer | null>
  /** Notes that somebody wanted to decide and may not. */
  noteRefusal(id: number, code: string, actor: Actor): Promise<void>
  /** Those that wait for a review: how many, and the oldest few. */
  waiting(limit: number): Promise<{ count: number; oldest: VerifiedAnswer[] }>
  /** Those that are approved, also where they are over by now; the newest first. */
  approved(limit: number): Promise<VerifiedAnswer[]>
}

const dayMs = 86_400_000

/** The table of the verified answers, each mirrored to the assistant from its approval on. */
export function verifiedStore(db: OpsDb, clock: Clock): VerifiedStore {
  const one = async (where: OpsPrisma.VerifiedAnswerWhereInput) => {
    const row = await db.verifiedAnswer.findFirst({ where })
    return row && answerOf(row)
  }
  return {
    propose: (wanted, actor) => db.$transaction((tx) => propose(tx, wanted, actor, clock)),
    find: (id) => one({ id }),
    bySource: (sourceKey) => one({ sourceKey }),
    approve: (id, days, actor, people) => {
      const [reviewedBy, reviewedAt] = [actor.person.id, clock.now()]
      const expiresAt = later(reviewedAt, days * dayMs)
      const change = { status: 'approved', reviewedBy, reviewedAt, expiresAt }
      return db.$transaction((tx) => decide(tx, { id, from: 'proposed', change, people }, actor, clock))
    },
    reject: (id, actor) => {
      const [reviewedBy, reviewedAt] = [actor.person.id, clock.now()]
      const change = { status: 'rejected', reviewedBy, reviewedAt }
      return db.$transaction((tx) => decide(tx, { id, from: 'proposed', change }, actor, clock))
    },
    retire: (id, actor, people) => {
      const [retiredBy, retiredAt] = [actor.person.id, clock.now()]
      const change = { status: 'retired', retiredBy, retiredAt }
      return db.$transaction((tx) => decide(tx, { id, from: 'approved', change, people }, actor, clock))
    },
    noteRefusal: (id, code, actor) =>
      putAudit(db, clock.now(), {
        ...entryOf({ id }, 'review', actor),
        outcome: 'refused',
        detail: { code },
      }),
    waiting: async (take) => {
      const where = { status: 'proposed' }
      const [count, rows] = await Promise.all([
        db.verifiedAnswer.count({ where }),
        db.verifiedAnswer.findMany({ where, orderBy: { id: 'asc' }, take }),
      ])
      return { count, oldest: rows.map(answerOf) }
    },
    approved: async (take) => {
      const orderBy = [{ reviewedAt: 'desc' as const }, { id: 'desc' as const }]
      return (await db.verifiedAnswer.findMany({ where: { status: 'approved' }, orderBy, take })).map(
        answerOf,
      )
    },
  }
}

type Transaction = OpsPrisma.TransactionClient
type Row = OpsPrisma.VerifiedAnswerGetPayload<object>

async function propose(
  tx: Transaction,
  wanted: NewVerified,
  actor: Actor,
  clock: Clock,
): Promise<VerifiedAnswer> {
  const { sourceKey, place, ...rest } = wanted
  const now = clock.now()
  const [created] = await tx.verifiedAnswer.createManyAndReturn({
    data: [{ ...rest, ...place, sourceKey, createdAt: now }],
    skipDuplicates: true,
  })
  if (created === undefined)
    return answerOf(await tx.verifiedAnswer.findUniqueOrThrow({ where: { sourceKey } }))
  const answer = answerOf(created)
  await putAudit(tx, now, entryOf(answer, 'proposed', actor))
  return answer
}

interface Decision {
  id: number
  from: VerifiedStatus
  change: OpsPrisma.VerifiedAnswerUncheckedUpdateManyInput
  /** Whose names the assistant is told with it; absent where it is told nothing. */
  people?: People
}

async function decide(
  tx: Transaction,
  { id, from, change, people }: Decision,
  actor: Actor,
  clock: Clock,
): Promise<VerifiedAnswer | null> {
  const [row] = await tx.verifiedAnswer.updateManyAndReturn({
    where: { id, status: from },
    data: { ...change, version: { increment: 1 } },
  })
  if (row === undefined) return null
  const answer = answerOf(row)
  if (people !== undefined) {
    await putOutgoing(tx, clock, {
      destination: 'verified-answer',
      key: answerName(answer),
      version: answer.version,
      payload: { ...recordOf(answer, people) },
      requestId: actor.requestId,
    })
  }
  await putAudit(tx, clock.now(), entryOf(answer, answer.status, actor))
  return answer
}

function entryOf(answer: Pick<VerifiedAnswer, 'id'> & Partial<VerifiedAnswer>, what: string, actor: Actor) {
  const { person, verified, requestId, place } = actor
  const { caseNumber, writtenBy, expiresAt } = answer
  return {
    ...{ person: person.id, verified, requestId, place },
    action: `answer.${what}`,
    subject: answerName(answer),
    outcome: 'done' as const,
    detail: {
      ...(caseNumber != null && { case: `C-${caseNumber}` }),
      ...(writtenBy !== undefined && { writtenBy }),
      ...(expiresAt != null && { until: expiresAt.toISOString() }),
    },
  }
}

function answerOf({ platform, thread, sourceKey: _sourceKey, ...row }: Row): VerifiedAnswer {
  return {
    ...row,
    place: { platform, thread },
    documents: documentsSchema.parse(row.documents),
    citations: citationsSchema.parse(row.citations),
    status: row.status as VerifiedStatus, // held by a CHECK constraint
  }
}
