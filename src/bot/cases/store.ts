import type { EscalationRecord } from '../../assistant-api.ts'
import type { Clock } from '../../clock.ts'
import type { OpsDb, OpsPrisma } from '../../db.ts'
import type { OpenCases } from '../../sops/open-cases.ts'
import { putOutgoing } from '../outbox/store.ts'
import type { Place } from '../platform.ts'

/** A question that wants a person. */
export interface NewCase {
  /** The post it was asked for on, or the command's delivery: asked twice is one case. */
  sourceKey: string
  place: Place
  openedBy: string
  question: string
  machineModel: string | null
  sessionId: string
  requestId: string
}

export interface Case {
  number: number
  question: string
  machineModel: string | null
  status: string
  openedBy: string
  createdAt: Date
}

export interface CaseStore extends OpenCases {
  /** @returns the case, and whether this call opened it. */
  open(wanted: NewCase): Promise<{ case: Case; isNew: boolean }>
  /** The cases that nobody has resolved: how many, and the oldest few. */
  unresolved(limit: number): Promise<{ count: number; oldest: Case[] }>
  /** Somebody's own cases that nobody has resolved, the newest first. */
  openedBy(personId: string, limit: number): Promise<Case[]>
}

/** `C-31` */
export const caseName = ({ number }: Pick<Case, 'number'>): string => `C-${number}`

/** The cases, each mirrored to the assistant through the outbox. */
export function caseStore(db: OpsDb, clock: Clock): CaseStore {
  return {
    open: (wanted) => db.$transaction((transaction) => openCase(transaction, clock, wanted)),
    unresolved: async (limit) => {
      const where = { status: { not: 'resolved' } }
      const [count, oldest] = await Promise.all([
        db.case.count({ where }),
        db.case.findMany({ where, orderBy: { number: 'asc' }, take: limit }),
      ])
      return { count, oldest }
    },
    sessionsOfOpen: async () => {
      const rows = await db.case.findMany({
        where: { status: { not: 'resolved' }, sessionId: { not: null } },
        distinct: ['sessionId'],
        orderBy: { sessionId: 'asc' },
        select: { sessionId: true },
      })
      return rows.flatMap(({ sessionId }) => sessionId ?? [])
    },
    openedBy: async (openedBy, take) =>
      await db.case.findMany({
        where: { openedBy, status: { not: 'resolved' } },
        orderBy: { number: 'desc' },
        take,
      }),
  }
}

async function openCase(transaction: OpsPrisma.TransactionClient, clock: Clock, wanted: NewCase) {
  const { sourceKey, place, openedBy, question, machineModel, sessionId, requestId } = wanted
  const now = clock.now()
  const { count } = await transaction.case.createMany({
    data: {
      sourceKey,
      ...place,
      openedBy,
      question,
      machineModel,
      sessionId,
      details: { requestId },
      createdAt: now,
      updatedAt: now,
    },
    skipDuplicates: true,
  })
  const opened = await transaction.case.findUniqueOrThrow({ where: { sourceKey } })
  if (count > 0) {
    await putOutgoing(transaction, clock, {
      destination: 'escalation',
      key: caseName(opened),
      version: opened.version,
      payload: { ...recordOf(opened) } as OpsPrisma.InputJsonObject,
      requestId,
    })
  }
  return { case: opened, isNew: count > 0 }
}

function recordOf(row: OpsPrisma.CaseGetPayload<object>): EscalationRecord {
  return {
    version: row.version,
    session_id: row.sessionId,
    status: row.status,
    summary: row.question,
    details: {
      opened_by: row.openedBy,
      machine_model: row.machineModel,
      platform: row.platform,
      opened_at: row.createdAt.toISOString(),
    },
  }
}
