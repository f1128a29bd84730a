import { later } from '../clock.ts'
import type { OpsDb, OpsPrisma } from '../db.ts'
import type { Case } from './case.ts'
import { lockCase, type Transaction } from './change-store.ts'
import { lastLevel } from './level.ts'
import type { PlannedStore } from './planned-store.ts'
import { findCase } from './rows-store.ts'
import { addStep, noteUnreached } from './steps-store.ts'
import type { CaseParts } from './store.ts'
import type { WayName } from './ways.ts'

/** A call that is to be made now, by this process alone. */
export interface LeasedPage {
  id: bigint
  personId: string
  way: WayName
  /** `page:31:0:1:anna:email`: the same however often it is sent. */
  key: string
  attempts: number
  mayBeRepeat: boolean
  /** Of which due time it is. */
  ladder: number
  step: number
  case: Case
}

/** A call as it is told on the card and the page of its case. */
export interface Page {
  /** Its post's, where it was a direct message. */
  key: string
  personId: string
  way: WayName
  status: 'waiting' | 'sending' | 'sent' | 'failed' | 'cancelled'
  dueAt: Date
  sentAt: Date | null
  mayBeRepeat: boolean
  fault: string | null
}

export interface PageStore {
  /** Leases the next one that is due, of a case that nobody has taken. */
  claim(): Promise<LeasedPage | null>
  sent(page: LeasedPage): Promise<void>
  /** It did not arrive, as far as is known: it is tried again then, and the next way at once. */
  putBack(page: LeasedPage, dueAt: Date, fault: string): Promise<void>
  /** This process ends while it is on its way: the next one makes it again. */
  giveBack(page: LeasedPage): Promise<void>
  /** It will never arrive by this way: the next way is tried at once, and where there is none, the next level. */
  fail(page: LeasedPage, fault: string): Promise<void>
  /** The calls of a case, the first first. */
  of(caseNumber: number): Promise<Page[]>
}

/** Longer than a way may take. */
const leaseMs = 30_000

interface PageRow {
  id: bigint
  case_number: number
  ladder: number
  step: number
  person_id: string
  position: number
  way: WayName
  attempts: number
  may_be_repeat: boolean
}

/** Clocks of several machines never agree by more, in milliseconds. */
const toleranceMs = 60_000

/** Calls about what is not critical wait while a maintenance lasts. */
interface PageParts extends CaseParts, Pick<PlannedStore, 'holdNow'> {}

/** The calls that are owed. Whatever changes one locks its case first. */
export function pageStore(db: OpsDb, parts: PageParts): PageStore {
  const { clock } = parts
  return {
    claim: async () => {
      const now = clock.now()
      const isHeld = (await parts.holdNow()) !== null
      // A lease that ends later than any lease can was made before the clock was set back.
      const [row] = await db.$queryRaw<PageRow[]>`
        UPDATE pages SET status = 'sending', attempts = attempts + 1, lease_until = ${later(now, leaseMs)},
          may_be_repeat = may_be_repeat OR status = 'sending'
        WHERE id = (
          SELECT pages.id FROM pages JOIN cases ON cases.number = case_number AND cases.ladder = pages.ladder
          WHERE cases.status = 'open' AND (snoozed_until IS NULL OR snoozed_until <= ${now})
            AND (cases.severity = 'critical' OR NOT ${isHeld}) AND (
            pages.status = 'waiting' AND due_at <= ${now}
            OR pages.status = 'sending'
              AND (lease_until <= ${now} OR lease_until > ${later(now, leaseMs + toleranceMs)}))
          ORDER BY due_at, pages.id LIMIT 1
          FOR UPDATE OF pages SKIP LOCKED FOR SHARE OF cases SKIP LOCKED)
        RETURNING *`
      return row === undefined ? null : await leasedOf(db, row)
    },
    sent: (page) =>
      db.$transaction(async (tx) => {
        await lockCase(tx, page.case.number)
        await end(tx, page, { status: 'sent', sentAt: clock.now(), fault: null })
      }),
    putBack: (page, dueAt, fault) =>
      db.$transaction(async (tx) => {
        const isOpen = await isStillCalled(tx, page)
        await end(tx, page, { status: isOpen ? 'waiting' : 'cancelled', dueAt, fault })
        if (isOpen) await nextWayNow(tx, page, clock.now())
      }),
    giveBack: (page) =>
      db.$transaction(async (tx) => {
        const isOpen = await isStillCalled(tx, page)
        await end(tx, page, { status: isOpen ? 'waiting' : 'cancelled', mayBeRepeat: true })
      }),
    fail: (page, fault) =>
      db.$transaction(async (tx) => {
        const isOpen = await isStillCalled(tx, page)
        await end(tx, page, { status: 'failed', fault })
        if (!isOpen) return
        await nextWayNow(tx, page, clock.now())
        if (!(await hasOthers(tx, page))) await nextLevelNow(tx, page, parts)
      }),
    of: async (caseNumber) => {
      const rows = await db.page.findMany({
        where: { caseNumber },
        orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
      })
      return rows.map(({ way, status, ...row }) => ({
        key: keyOf({ ...row, way }),
        personId: row.personId,
        way: way as WayName,
        status: status as Page['status'],
        dueAt: row.dueAt,
        sentAt: row.sentAt,
        mayBeRepeat: row.mayBeRepeat,
        fault: row.fault,
      }))
    },
  }
}

async function leasedOf(db: OpsDb, row: PageRow): Promise<LeasedPage> {
  const { id, case_number: number, ladder, step, person_id: personId, way, attempts } = row
  const found = await findCase(db, number)
  if (found === null) throw new Error(`a page of a case that is not there: ${number}`)
  const key = keyOf({ caseNumber: number, ladder, step, personId, way })
  return { id, personId, way, key, attempts, mayBeRepeat: row.may_be_repeat, ladder, step, case: found }
}

interface PageId {
  caseNumber: number
  ladder: number
  step: number
  personId: string
  way: string
}

const keyOf = ({ caseNumber, ladder, step, personId, way }: PageId): string =>
  ['page', caseNumber, ladder, step, personId, way].join(':')

/** Whether a case, which is locked then, is still nobody's, and has the due times that this call is of. */
async function isStillCalled(tx: Transaction, { case: { number }, ladder }: LeasedPage): Promise<boolean> {
  const { status } = await lockCase(tx, number)
  const row = await tx.case.findUniqueOrThrow({ where: { number }, select: { ladder: true } })
  return status === 'open' && row.ladder === ladder
}

/** How a call ended for now; the card of its case tells it. */
async function end(
  tx: Transaction,
  { id, case: { number } }: LeasedPage,
  data: OpsPrisma.PageUpdateManyMutationInput,
): Promise<void> {
  const { count } = await tx.page.updateMany({
    where: { id, status: 'sending' },
    data: { ...data, leaseUntil: null },
  })
  if (count > 0) await tx.case.update({ where: { number }, data: { version: { increment: 1 } } })
}

/** The way after this one is not waited for any longer, and those after it come as much earlier. */
async function nextWayNow(tx: Transaction, { id }: LeasedPage, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE pages AS later SET due_at = later.due_at - (next.due_at - ${now})
    FROM pages AS failed JOIN pages AS next USING (case_number, ladder, step, person_id)
    WHERE failed.id = ${id} AND next.position = failed.position + 1
      AND next.status = 'waiting' AND next.due_at > ${now}
      AND later.case_number = failed.case_number AND later.ladder = failed.ladder AND later.step = failed.step
      AND later.person_id = failed.person_id AND later.position > failed.position AND later.status = 'waiting'`
}

/** Whether anything else of the same due time arrived, or still can. */
async function hasOthers(tx: Transaction, { case: { number }, ladder, step }: LeasedPage): Promise<boolean> {
  const where = { caseNumber: number, ladder, step, status: { in: ['waiting', 'sending', 'sent'] } }
  return (await tx.page.count({ where })) > 0
}

/** Nobody of a due time can be called: those of the next level are, now; after the last, it is said, and tried again. */
async function nextLevelNow(tx: Transaction, page: LeasedPage, parts: CaseParts): Promise<void> {
  const one = await lockCase(tx, page.case.number)
  const { number } = one
  const { ladder } = page
  if (one.level >= lastLevel) return await noteUnreached(tx, one, ladder, parts)
  const dueAt = parts.clock.now()
  const where = { caseNumber: number, ladder, status: 'waiting', kind: 'unanswered' }
  const next = await tx.caseStep.findFirst({ where, orderBy: { dueAt: 'asc' } })
  if (next === null) return await addStep(tx, { number, ladder }, { dueAt, kind: 'unanswered', level: null })
  const key = { caseNumber: number, ladder, position: next.position }
  await tx.caseStep.update({ where: { caseNumber_ladder_position: key }, data: { dueAt } })
}
