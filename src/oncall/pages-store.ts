import { later } from '../clock.ts'
import type { OpsDb, OpsPrisma } from '../db.ts'
import type { Case } from './case.ts'
import { findCase } from './rows-store.ts'
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

/** The calls that are owed. */
export function pageStore(db: OpsDb, { clock }: Pick<CaseParts, 'clock'>): PageStore {
  return {
    claim: async () => {
      const now = clock.now()
      // A lease that ends later than any lease can was made before the clock was set back.
      const [row] = await db.$queryRaw<PageRow[]>`
        UPDATE pages SET status = 'sending', attempts = attempts + 1, lease_until = ${later(now, leaseMs)},
          may_be_repeat = may_be_repeat OR status = 'sending'
        WHERE id = (
          SELECT pages.id FROM pages JOIN cases ON cases.number = case_number AND cases.ladder = pages.ladder
          WHERE cases.status = 'open' AND (
            pages.status = 'waiting' AND due_at <= ${now}
            OR pages.status = 'sending' AND (lease_until <= ${now} OR lease_until > ${later(now, leaseMs)}))
          ORDER BY due_at, pages.id LIMIT 1
          FOR UPDATE OF pages SKIP LOCKED FOR SHARE OF cases)
        RETURNING *`
      return row === undefined ? null : await leasedOf(db, row)
    },
    sent: async ({ id, case: { number } }) => {
      await db.$transaction([
        db.page.updateMany({
          where: { id },
          data: { status: 'sent', sentAt: clock.now(), leaseUntil: null, fault: null },
        }),
        showAnew(db, number),
      ])
    },
    putBack: async (page, dueAt, fault) => {
      await db.$transaction([
        db.page.updateMany({
          where: { id: page.id, status: 'sending' },
          data: { status: 'waiting', dueAt, leaseUntil: null, fault },
        }),
        nextWayNow(db, page, clock.now()),
        showAnew(db, page.case.number),
      ])
    },
    fail: async (page, fault) => {
      await db.$transaction([
        db.page.updateMany({
          where: { id: page.id },
          data: { status: 'failed', leaseUntil: null, fault },
        }),
        nextWayNow(db, page, clock.now()),
        nextLevelNow(db, page, clock.now()),
        showAnew(db, page.case.number),
      ])
    },
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
  return { id, personId, way, key, attempts, mayBeRepeat: row.may_be_repeat, case: found }
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

/** Its card tells how calling goes. */
const showAnew = (db: OpsDb, number: number): OpsPrisma.PrismaPromise<unknown> =>
  db.case.updateMany({ where: { number }, data: { version: { increment: 1 } } })

/** The way after this one is not waited for any longer, and those after it come as much earlier. */
const nextWayNow = (
  db: OpsDb,
  { id }: LeasedPage,
  now: Date,
): OpsPrisma.PrismaPromise<number> => db.$executeRaw`
  UPDATE pages AS later SET due_at = later.due_at - (next.due_at - ${now})
  FROM pages AS failed JOIN pages AS next USING (case_number, ladder, step, person_id)
  WHERE failed.id = ${id} AND next.position = failed.position + 1
    AND next.status = 'waiting' AND next.due_at > ${now}
    AND later.case_number = failed.case_number AND later.ladder = failed.ladder AND later.step = failed.step
    AND later.person_id = failed.person_id AND later.position > failed.position AND later.status = 'waiting'`

/** Where nothing of a due time arrived or still can, the next due time is now. */
const nextLevelNow = (
  db: OpsDb,
  { id }: LeasedPage,
  now: Date,
): OpsPrisma.PrismaPromise<number> => db.$executeRaw`
  UPDATE case_steps AS next SET due_at = ${now} FROM pages AS failed
  WHERE failed.id = ${id} AND next.case_number = failed.case_number AND next.ladder = failed.ladder
    AND next.status = 'waiting' AND next.kind <> 'opened'
    AND next.position = (
      SELECT min(position) FROM case_steps
      WHERE case_number = failed.case_number AND ladder = failed.ladder AND status = 'waiting')
    AND NOT EXISTS (
      SELECT 1 FROM pages AS other
      WHERE other.case_number = failed.case_number AND other.ladder = failed.ladder AND other.step = failed.step
        AND other.status IN ('waiting', 'sending', 'sent'))`
