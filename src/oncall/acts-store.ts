import type { Actor } from '../actor.ts'
import { putAudit } from '../audit-store.ts'
import type { Clock } from '../clock.ts'
import type { OpsDb, OpsPrisma } from '../db.ts'
import { UserError } from '../errors.ts'
import { type Case, caseName } from './case.ts'
import { type Change, changeCase, lockCase, type Transaction } from './change-store.ts'
import type { Clause } from './clauses.ts'
import { dropLadder, setLadder, stopCalling } from './ladder-store.ts'
import { above } from './level.ts'
import type { CaseParts } from './store.ts'
import { timeline } from './timeline.ts'

/** What people do to a case. Each throws a UserError where it cannot be done any more. */
export interface CaseActs {
  /** Nobody is called about it any more. `isTakeOver`: also from whoever has it. */
  take(number: number, actor: Actor, isTakeOver?: boolean): Promise<Case>
  /** It goes one level up, and to whoever takes it there. */
  raise(number: number, why: string | null, actor: Actor): Promise<Case>
  /** It turns out to be what a clause of the runbook says, from now on. */
  declare(number: number, clause: Clause, actor: Actor): Promise<Case>
  /** Nobody is called about it until then. */
  snooze(number: number, until: Date, actor: Actor): Promise<Case>
  /** It is shown to somebody more. */
  add(number: number, personId: string, actor: Actor): Promise<Case>
  resolve(number: number, cause: string, actor: Actor): Promise<Case>
}

/** The deeds on cases, each of them in the audit. */
export function caseActs(db: OpsDb, parts: CaseParts): CaseActs {
  const { clock } = parts
  const act = (number: number, actor: Actor, work: (tx: Transaction, one: Case) => Promise<Done>) =>
    db.$transaction(async (tx) => {
      const { data, type, fact } = await work(tx, await lockCase(tx, number))
      const change: Change = { type, fact, by: actor.person.id, requestId: actor.requestId }
      const changed = await changeCase(tx, clock, number, data, change)
      await note(tx, clock, changed, change, actor)
      return changed
    })
  return {
    take: (number, actor, isTakeOver = false) =>
      act(number, actor, async (tx, one) => {
        if (!isTakeOver || one.status === 'resolved') mustBe('open', one)
        await stopCalling(tx, clock, number)
        const data = { status: 'taken', takenBy: actor.person.id, takenAt: clock.now(), snoozedUntil: null }
        return { data, type: 'taken', fact: one.takenBy === null ? {} : { from: one.takenBy } }
      }),
    raise: (number, why, actor) =>
      act(number, actor, async (tx, one) => {
        mustBeUnresolved(one)
        const level = above(one.level)
        const data = await anew(tx, { ...one, level }, parts)
        return { data, type: 'raised', fact: { level, ...(why !== null && { why }) } }
      }),
    declare: (number, clause, actor) =>
      act(number, actor, async (tx, one) => {
        mustBeUnresolved(one)
        const { when: category, severity } = clause
        const data = await anew(tx, { number, severity }, parts, clause)
        return { data: { ...data, category, severity }, type: 'declared', fact: { category, severity } }
      }),
    snooze: (number, until, actor) =>
      act(number, actor, async (tx, one) => {
        mustBe('open', one)
        await tx.caseStep.updateMany({
          where: { caseNumber: number, status: 'waiting', dueAt: { lt: until }, kind: { not: 'unresolved' } },
          data: { dueAt: until },
        })
        await tx.page.updateMany({
          where: { caseNumber: number, status: 'waiting', dueAt: { lt: until } },
          data: { dueAt: until },
        })
        return { data: { snoozedUntil: until }, type: 'snoozed', fact: { until: until.toISOString() } }
      }),
    add: (number, personId, actor) =>
      act(number, actor, async (tx, one) => {
        mustBeUnresolved(one)
        const [addedBy, addedAt] = [actor.person.id, clock.now()]
        const { count } = await tx.casePerson.createMany({
          data: { caseNumber: number, personId, addedBy, addedAt },
          skipDuplicates: true,
        })
        if (count === 0) throw refused(`It is shown to ${personId} already.`, 'Nothing more is needed.')
        return { data: {}, type: 'added', fact: { person: personId } }
      }),
    resolve: (number, cause, actor) =>
      act(number, actor, async (tx, one) => {
        mustBeUnresolved(one)
        await dropLadder(tx, clock, number)
        const [resolvedBy, resolvedAt] = [actor.person.id, clock.now()]
        return {
          data: { status: 'resolved', resolvedBy, resolvedAt, cause },
          type: 'resolved',
          fact: { cause },
        }
      }),
  }
}

interface Done extends Pick<Change, 'type' | 'fact'> {
  data: OpsPrisma.CaseUncheckedUpdateInput
}

/** Nobody has it any more, and its due times begin anew. @returns what to store. */
async function anew(
  tx: Transaction,
  one: Pick<Case, 'number' | 'severity'> & Partial<Pick<Case, 'level'>>,
  { clock, runbook }: CaseParts,
  clause?: Clause,
): Promise<OpsPrisma.CaseUncheckedUpdateInput> {
  const { number, severity, level } = one
  const { ladder } = await tx.case.findUniqueOrThrow({ where: { number }, select: { ladder: true } })
  const wanted = { severity, from: clock.now(), ...(clause && { clause }), ...(level && { level }) }
  const steps = timeline(wanted, runbook())
  await setLadder(tx, clock, { number, ladder: ladder + 1 }, steps)
  const begin = steps[0]?.level ?? 1
  return {
    status: 'open',
    takenBy: null,
    takenAt: null,
    snoozedUntil: null,
    level: begin,
    ladder: ladder + 1,
  }
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
