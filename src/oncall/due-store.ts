import { type Clock, later } from '../clock.ts'
import type { OpsDb } from '../db.ts'
import type { Person } from '../people.ts'
import type { Case } from './case.ts'
import { changeCase, lockCase, type Transaction } from './change-store.ts'
import { heldOtherwise, hold, holdAnew, isHeldBack } from './hold-store.ts'
import { above, type Level, lastLevel } from './level.ts'
import type { Hold } from './planned.ts'
import type { PlannedStore } from './planned-store.ts'
import type { Severity } from './severity.ts'
import { addStep, hasMore, noteUnreached } from './steps-store.ts'
import type { CaseParts } from './store.ts'
import { nextCall } from './timeline.ts'
import type { WayName } from './ways.ts'

/** Whom a due time can call, and how. */
export interface Callers extends CaseParts {
  /** Who must see to something at a level, of those who are there at that time. */
  peopleOf(level: Level, at: Date): Person[]
  /** By which ways somebody is called, in order; empty where by none. */
  waysOf(person: Person, severity: Severity): WayName[]
  /** How long one way is waited for before the next one, in milliseconds. */
  patienceOf(severity: Severity): number
}

export interface DueTimes {
  /** Does what is due first. @returns false where nothing is. */
  doNext(): Promise<boolean>
}

interface Step {
  number: number
  ladder: number
  position: number
}

interface CaseStep extends Step {
  kind: string
  level: Level | null
}

/** What is due is held against the maintenance of now. */
interface DueParts extends Callers, Pick<PlannedStore, 'holdNow'> {}

/** The due times of cases: each is done once, whichever process does it. */
export function dueTimes(db: OpsDb, callers: DueParts): DueTimes {
  // A case whose due time cannot be done is left alone for a while, and keeps no other from its own.
  const resting = new Map<number, Date>()
  const attempt = async (number: number, work: (tx: Transaction) => Promise<void>): Promise<true> => {
    try {
      await db.$transaction(work)
      return true
    } catch (error) {
      resting.set(number, later(callers.clock.now(), faultRestMs))
      throw error
    }
  }
  return {
    doNext: async () => {
      const now = callers.clock.now()
      for (const [number, until] of resting) if (until <= now) resting.delete(number)
      const held = await callers.holdNow()
      const other = await heldOtherwise(db, held, now, [...resting.keys()])
      if (other !== undefined) return await attempt(other, (tx) => holdAnew(tx, other, held, callers.clock))
      const [step] = await db.$queryRaw<Step[]>`
        SELECT case_number AS number, ladder, position FROM case_steps
        WHERE status = 'waiting' AND due_at <= ${now} AND case_number <> ALL (${[...resting.keys()]}::int[])
        ORDER BY due_at, case_number, position LIMIT 1`
      if (step === undefined) return false
      return await attempt(step.number, (tx) => doStep(tx, step, held, callers))
    },
  }
}

const faultRestMs = 10_000

async function doStep(
  tx: Transaction,
  { number, ladder, position }: Step,
  held: Hold | null,
  callers: Callers,
): Promise<void> {
  const { clock } = callers
  const one = await lockCase(tx, number)
  const key = { caseNumber_ladder_position: { caseNumber: number, ladder, position } }
  const row = await tx.caseStep.findUniqueOrThrow({ where: key })
  // Another process was faster, or somebody put it off.
  if (row.status !== 'waiting' || row.dueAt > clock.now()) return
  const isCalling = one.status === 'open' && !isPutOff(one, clock)
  if (held !== null && isCalling && isHeldBack(one)) return await hold(tx, one, row.dueAt, held, clock)
  const step: CaseStep = { number, ladder, position, kind: row.kind, level: row.level as Level | null }
  await tx.caseStep.update({ where: key, data: { status: 'done', endedAt: clock.now() } })
  if (isCalling) await call(tx, one, step, callers)
  else await raiseQuietly(tx, one, step, clock)
  if (one.status === 'open') await goOn(tx, one, step, callers)
}

const isPutOff = ({ snoozedUntil }: Case, clock: Clock): boolean =>
  snoozedUntil !== null && snoozedUntil > clock.now()

/** One that was taken, or put off, goes up where it must be resolved by now; nobody is called. */
async function raiseQuietly(tx: Transaction, one: Case, { level }: CaseStep, clock: Clock): Promise<void> {
  const to = level ?? above(one.level)
  if (to <= one.level) return
  await raise(tx, clock, one, to, { why: 'unresolved' })
}

/** Calls those of the level that is due; where nobody can be called there, those of the next. */
async function call(tx: Transaction, one: Case, step: CaseStep, callers: Callers): Promise<void> {
  const wanted = step.level ?? above(one.level)
  // What the clause asks for has happened already.
  if (step.kind === 'unresolved' && step.level !== null && wanted <= one.level) return
  // Above the last level there is none: then everybody is called again.
  const isAgain = step.level === null && one.level === lastLevel
  const reached = firstReachable(isAgain ? everyLevel : [wanted], wanted, one, callers)
  if (reached === null) return await noteUnreached(tx, one, step.ladder, callers)
  const { level, people } = reached
  if (level !== one.level) {
    const why = level > wanted ? 'nobody-there' : step.kind
    await raise(tx, callers.clock, one, level, { why, ...(level > wanted && { passedOver: wanted }) })
  } else await changeCase(tx, callers.clock, one.number, { snoozedUntil: null }, calling(one, level, people))
  await writePages(tx, one, step, people, callers)
}

const calling = (one: Case, level: Level, people: Reached[]) => ({
  type: 'called' as const,
  fact: { level, people: people.map(({ person }) => person.id) },
  by: 'bot',
  requestId: one.evidence.requestId,
})

interface Reached {
  person: Person
  ways: WayName[]
}

const everyLevel: Level[] = [1, 2, 3, 4]

/** Those of `levels`, or of the first level above that has somebody who can be called. */
function firstReachable(
  levels: Level[],
  wanted: Level,
  { severity }: Case,
  callers: Callers,
): { level: Level; people: Reached[] } | null {
  for (let level = wanted; ; level = above(level)) {
    const people = reachable(level === wanted ? levels : [level], severity, callers)
    if (people.length > 0) return { level, people }
    if (level === lastLevel) break
  }
  // Nobody above either: then whoever is there at all.
  const everybody = reachable(everyLevel, severity, callers)
  return everybody.length > 0 ? { level: lastLevel, people: everybody } : null
}

function reachable(levels: Level[], severity: Severity, { peopleOf, waysOf, clock }: Callers): Reached[] {
  const people = new Set(levels.flatMap((level) => peopleOf(level, clock.now())))
  return [...people]
    .map((person) => ({ person, ways: waysOf(person, severity) }))
    .filter(({ ways }) => ways.length > 0)
}

async function raise(
  tx: Transaction,
  clock: Clock,
  one: Case,
  level: Level,
  fact: { why: string; passedOver?: Level },
): Promise<void> {
  const change = { type: 'raised' as const, fact: { level, ...fact }, by: 'bot' }
  const data = { level, ...(isPutOff(one, clock) ? {} : { snoozedUntil: null }) }
  await changeCase(tx, clock, one.number, data, { ...change, requestId: one.evidence.requestId })
}

/** Each way has its time: the next one is used where the one before did not get anybody to take it. */
async function writePages(
  tx: Transaction,
  one: Case,
  { ladder, position: step }: CaseStep,
  people: Reached[],
  { clock, patienceOf }: Callers,
): Promise<void> {
  const now = clock.now()
  const patience = patienceOf(one.severity)
  await tx.page.createMany({
    data: people.flatMap(({ person, ways }) =>
      ways.map((way, position) => ({
        ...{ caseNumber: one.number, ladder, step, personId: person.id, position, way },
        dueAt: later(now, position * patience),
        createdAt: now,
      })),
    ),
  })
}

/** What is critical is called again and again until somebody takes it. */
async function goOn(
  tx: Transaction,
  one: Case,
  { ladder }: CaseStep,
  { clock, runbook }: Callers,
): Promise<void> {
  if (await hasMore(tx, one.number)) return
  const next = nextCall(one.severity, clock.now(), runbook())
  if (next !== null) await addStep(tx, { number: one.number, ladder }, next)
}
