import { putAudit } from '../audit-store.ts'
import type { Clock } from '../clock.ts'
import type { OpsDb, OpsPrisma } from '../db.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import { type Case, caseName, type Evidence, type Thread } from './case.ts'
import { noteChange, type Transaction } from './change-store.ts'
import type { Clause } from './clauses.ts'
import { setLadder } from './ladder-store.ts'
import { caseOf, findCase, withSteps } from './rows-store.ts'
import type { Severity } from './severity.ts'
import { timeline } from './timeline.ts'

/** Something that wants a person. */
export interface NewCase {
  /** The post it was asked for on, or the command's delivery: asked twice is one case. */
  sourceKey: string
  place: Thread
  openedBy: string
  question: string
  machineModel: string | null
  sessionId: string | null
  /** What was declared; absent: a question. */
  clause?: Clause
  /** Who opened it, and from where; absent: the asker, by the program itself. */
  origin?: { by: string; verified: boolean; place: string }
  evidence: Evidence
}

export interface CaseStore {
  /** @returns the case, and whether this call opened it. */
  open(wanted: NewCase): Promise<{ case: Case; isNew: boolean }>
  find(number: number): Promise<Case | null>
  /** The cases that nobody has resolved: how many, and the oldest few. */
  unresolved(limit: number): Promise<{ count: number; oldest: Case[] }>
  /** Somebody's own cases that nobody has resolved, the newest first: asked, taken, or added to. */
  of(personId: string, limit: number): Promise<Case[]>
  /** Those that were resolved last; with a person, of their own. */
  resolved(limit: number, personId?: string): Promise<Case[]>
  /** The unresolved case whose thread this is, or which this person asked here; the newest of several. */
  inThread(thread: Thread, personId: string): Promise<Case | null>
  /** Those who were added to a case. */
  addedTo(number: number): Promise<string[]>
  /** The assistant's sessions that open cases are about, in order. */
  sessionsOfOpen(): Promise<string[]>
  /** Notes where the thread of a case is. */
  settle(number: number, room: Thread): Promise<void>
  /** Cases whose cards show less than is true of them, but for those of these numbers. */
  unshown(limit: number, except: number[]): Promise<Case[]>
  shown(number: number, version: number): Promise<void>
}

/** The severity of a question that nobody declared to be anything else. */
const usualSeverity: Severity = 'warning'

const unresolvedOnes = { status: { not: 'resolved' } } as const

export interface CaseParts {
  clock: Clock
  runbook(): RunbookSettings
}

/** The cases, each mirrored to the assistant through the outbox. */
export function caseStore(db: OpsDb, parts: CaseParts): CaseStore {
  const many = async (args: Omit<OpsPrisma.CaseFindManyArgs, 'include' | 'select'>): Promise<Case[]> =>
    (await db.case.findMany({ ...args, include: withSteps })).map(caseOf)
  return {
    open: async (wanted) => {
      const { number, isNew } = await db.$transaction((tx) => openCase(tx, wanted, parts))
      const opened = await findCase(db, number)
      if (opened === null) throw new Error('a case that was just opened is gone')
      return { case: opened, isNew }
    },
    find: (number) => findCase(db, number),
    unresolved: async (take) => {
      const [count, oldest] = await Promise.all([
        db.case.count({ where: unresolvedOnes }),
        many({ where: unresolvedOnes, orderBy: { number: 'asc' }, take }),
      ])
      return { count, oldest }
    },
    of: (personId, take) =>
      many({ where: { ...unresolvedOnes, ...concerning(personId) }, orderBy: { number: 'desc' }, take }),
    resolved: (take, personId) =>
      many({
        where: { status: 'resolved', ...(personId !== undefined && concerning(personId)) },
        orderBy: { resolvedAt: 'desc' },
        take,
      }),
    inThread: async ({ platform, thread }, personId) => {
      const where = {
        ...unresolvedOnes,
        OR: [
          { platform, thread, openedBy: personId },
          { roomPlatform: platform, roomThread: thread },
        ],
      }
      return (await many({ where, orderBy: { number: 'desc' }, take: 1 }))[0] ?? null
    },
    addedTo: async (caseNumber) => {
      const rows = await db.casePerson.findMany({ where: { caseNumber }, orderBy: { addedAt: 'asc' } })
      return rows.map(({ personId }) => personId)
    },
    sessionsOfOpen: async () => {
      const rows = await db.case.findMany({
        where: { ...unresolvedOnes, sessionId: { not: null } },
        distinct: ['sessionId'],
        orderBy: { sessionId: 'asc' },
        select: { sessionId: true },
      })
      return rows.flatMap(({ sessionId }) => sessionId ?? [])
    },
    settle: async (number, { platform: roomPlatform, thread: roomThread }) => {
      await db.case.updateMany({ where: { number, roomThread: null }, data: { roomPlatform, roomThread } })
    },
    unshown: async (take, except) => {
      const rows = await db.$queryRaw<{ number: number }[]>`
        SELECT number FROM cases WHERE shown < version AND number <> ALL (${except}::int[])
        ORDER BY number LIMIT ${take}`
      return await many({
        where: { number: { in: rows.map(({ number }) => number) } },
        orderBy: { number: 'asc' },
      })
    },
    shown: async (number, version) => {
      await db.case.updateMany({ where: { number, shown: { lt: version } }, data: { shown: version } })
    },
  }
}

/** Which cases concern somebody. */
const concerning = (personId: string): OpsPrisma.CaseWhereInput => ({
  OR: [{ openedBy: personId }, { takenBy: personId }, { people: { some: { personId } } }],
})

async function openCase(tx: Transaction, wanted: NewCase, { clock, runbook }: CaseParts) {
  const { sourceKey, place, clause, evidence, origin, ...facts } = wanted
  const { by, ...from } = origin ?? { by: facts.openedBy, verified: true, place: 'bot' }
  const now = clock.now()
  const severity = clause?.severity ?? usualSeverity
  const steps = timeline({ severity, from: now, ...(clause && { clause }) }, runbook())
  const { count } = await tx.case.createMany({
    data: {
      sourceKey,
      ...place,
      ...facts,
      category: clause?.when ?? null,
      severity,
      level: steps[0]?.level ?? 1,
      details: { ...evidence } as unknown as OpsPrisma.InputJsonObject,
      summaryOwed: true,
      createdAt: now,
      updatedAt: now,
    },
    skipDuplicates: true,
  })
  const { number, ladder } = await tx.case.findUniqueOrThrow({ where: { sourceKey } })
  if (count > 0) {
    await setLadder(tx, clock, { number, ladder }, steps)
    const fact = { severity, category: clause?.when ?? null }
    const { requestId } = evidence
    await noteChange(tx, clock, number, { type: 'opened', fact, by, requestId })
    const deed = { action: 'case.opened', subject: caseName({ number }), outcome: 'done' } as const
    await putAudit(tx, now, { person: by, ...from, requestId, ...deed, detail: fact })
  }
  return { number, isNew: count > 0 }
}
