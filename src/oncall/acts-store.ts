import type { Actor } from '../actor.ts'
import { putAudit } from '../audit-store.ts'
import type { Clock } from '../clock.ts'
import type { OpsDb, OpsPrisma } from '../db.ts'
import { UserError } from '../errors.ts'
import type { People } from '../people.ts'
import { type Case, caseName, rungOf } from './case.ts'
import { type Change, changeCase, lockCase, type Transaction } from './change-store.ts'
import { type Clause, clauseOf } from './clauses.ts'
import { dropLadder, putOffCalls, setLadder, stopCalling } from './ladder-store.ts'
import { above } from './level.ts'
import { declaredAlready, raisedAlready } from './overtaken-store.ts'
import type { CaseParts } from './store.ts'
import { timeline } from './timeline.ts'

/** What people do to a case. Each throws a UserError where it cannot be done any more. */
export interface CaseActs {
  /** Nobody is called about it any more. `isTakeOver`: also from whoever has it. */
  take(number: number, actor: Actor, isTakeOver?: boolean): Promise<Case>
  /**
   * It goes one level up, and to whoever takes it there. `from`: how far up whoever raises it saw it (`rungOf`), so that
   * of those who do so at once one does; absent: from wherever it is.
   */
  raise(number: number, why: string | null, actor: Actor, from?: string): Promise<Case>
  /** It turns out to be what a clause of the runbook says, from now on. */
  declare(number: number, clause: Clause, actor: Actor): Promise<Case>
  /** Nobody is called about it until then. */
  snooze(number: number, until: Date, actor: Actor): Promise<Case>
  /** It is shown to somebody more. */
  add(number: number, personId: string, actor: Actor): Promise<Case>
  resolve(number: number, cause: string, actor: Actor): Promise<Case>
}

/** Who was faster is told by name. */
export interface ActsParts extends CaseParts {
  people(): People
}

/** The deeds on cases, each of them in the audit. */
export function caseActs(db: OpsDb, parts: ActsParts): CaseActs {
  const { clock, people } = parts
  const act = (
    number: number,
    actor: Actor,
    type: Change['type'],
    work: (tx: Transaction, one: Case) => Promise<Done>,
  ) =>
    db.$transaction(async (tx) => {
      const one = await lockCase(tx, number)
      // It was done already, and is only handled again.
      if (await wasDone(tx, number, type, actor)) return one
      const { data, fact } = await work(tx, one)
      const change: Change = { type, fact, by: actor.person.id, requestId: actor.requestId }
      const changed = await changeCase(tx, clock, number, data, change)
      await note(tx, clock, changed, change, actor)
      return changed
    })
  return {
    take: (number, actor, isTakeOver = false) =>
      act(number, actor, 'taken', async (tx, one) => {
        if (!isTakeOver || one.status === 'resolved') mustBe('open', one)
        await stopCalling(tx, clock, number)
        const data = { status: 'taken', takenBy: actor.person.id, takenAt: clock.now(), snoozedUntil: null }
        return { data, fact: one.takenBy === null ? {} : { from: one.takenBy } }
      }),
    raise: (number, why, actor, from) =>
      act(number, actor, 'raised', async (tx, one) => {
        mustBeUnresolved(one)
        if (from !== undefined && from !== rungOf(one)) throw await raisedAlready(tx, one, people())
        const level = above(one.level)
        const data = await anew(tx, { ...one, level }, parts, clauseOf(one.category, parts.runbook()))
        return { data, fact: { level, ...(why !== null && { why }) } }
      }),
    declare: (number, clause, actor) =>
      act(number, actor, 'declared', async (tx, one) => {
        mustBeUnresolved(one)
        const { when: category, severity } = clause
        if (one.category === category) throw await declaredAlready(tx, one, people())
        const data = await anew(tx, { number, severity, ladder: one.ladder }, parts, clause)
        const kept = one.status === 'taken' ? await stillTaken(tx, one, clock) : {}
        return {
          data: { ...data, category, severity, ...kept },
          fact: { category, severity },
        }
      }),
    snooze: (number, until, actor) =>
      act(number, actor, 'snoozed', async (tx, one) => {
        mustBe('open', one)
        await putOffCalls(tx, number, until)
        return { data: { snoozedUntil: until }, fact: { until: until.toISOString() } }
      }),
    add: (number, personId, actor) =>
      act(number, actor, 'added', async (tx, one) => {
        mustBeUnresolved(one)
        const [addedBy, addedAt] = [actor.person.id, clock.now()]
        const { count } = await tx.casePerson.createMany({
          data: { caseNumber: number, personId, addedBy, addedAt },
          skipDuplicates: true,
        })
        if (count === 0) throw refused(`It is shown to ${personId} already.`, 'Nothing more is needed.')
        return { data: {}, fact: { person: personId } }
      }),
    resolve: (number, cause, actor) =>
      act(number, actor, 'resolved', async (tx, one) => {
        mustBeUnresolved(one)
        await dropLadder(tx, clock, number)
        const [resolvedBy, resolvedAt] = [actor.person.id, clock.now()]
        return {
          data: { status: 'resolved', resolvedBy, resolvedAt, cause },
          fact: { cause },
        }
      }),
  }
}

async function wasDone(
  tx: Transaction,
  caseNumber: number,
  type: Change['type'],
  { person, requestId }: Actor,
): Promise<boolean> {
  return (await tx.caseEvent.count({ where: { caseNumber, requestId, by: person.id, type } })) > 0
}

interface Done extends Pick<Change, 'fact'> {
  data: OpsPrisma.CaseUncheckedUpdateInput
}

/** Nobody has it any more, and its due times begin anew. @returns what to store. */
async function anew(
  tx: Transaction,
  one: Pick<Case, 'number' | 'severity' | 'ladder'> & Partial<Pick<Case, 'level'>>,
  { clock, runbook }: CaseParts,
  clause?: Clause,
): Promise<OpsPrisma.CaseUncheckedUpdateInput> {
  const { number, severity, ladder, level } = one
  const wanted = { severity, from: clock.now(), ...(clause && { clause }), ...(level && { level }) }
  const steps = timeline(wanted, runbook())
  await setLadder(tx, clock, { number, ladder: ladder + 1 }, steps)
  const begin = steps[0]?.level ?? 1
  return {
    status: 'open',
    takenBy: null,
    takenAt: null,
    snoozedUntil: null,
    heldUntil: null,
    level: begin,
    ladder: ladder + 1,
  }
}

/** Whoever has a case keeps it, and what is now due of it calls nobody. */
async function stillTaken(
  tx: Transaction,
  { number, takenBy, takenAt }: Case,
  clock: Clock,
): Promise<OpsPrisma.CaseUncheckedUpdateInput> {
  await stopCalling(tx, clock, number)
  return { status: 'taken', takenBy, takenAt }
}

/** The last thing in its transaction: see putAudit. */
async function note(
  tx: Transaction,
  clock: Clock,
  changed: Case,
  { type, fact }: Change,
  { person, verified, requestId, place }: Actor,
): Promise<void> {
  await putAudit(tx, clock.now(), {
    ...{ person: person.id, verified, requestId, place },
    action: `case.${type}`,
    subject: caseName(changed),
    outcome: 'done',
    detail: fact,
  })
}

function mustBe(status: Case['status'], one: Case): void {
  mustBeUnresolved(one)
  if (one.status !== status) {
    throw refused(`${caseName(one)} was taken already.`, 'Its card says by whom; it can be taken over.')
  }
}

function mustBeUnresolved(one: Case): void {
  if (one.status === 'resolved') {
    throw refused(`${caseName(one)} is resolved already.`, 'Open a new one where it is back: /ai escalate.')
  }
}

const refused = (message: string, action: string): UserError =>
  new UserError('case_changed', message, { status: 409, action })
