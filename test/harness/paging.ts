import { pino } from 'pino'
import type { Actor } from '../../src/actor.ts'
import { isUnreachable, openOpsDb } from '../../src/db.ts'
import type { Case } from '../../src/oncall/case.ts'
import { type CaseStores, caseStores } from '../../src/oncall/case-stores.ts'
import { clauseOf } from '../../src/oncall/clauses.ts'
import type { Level } from '../../src/oncall/level.ts'
import { doNext, type PagingOptions, sendNext } from '../../src/oncall/paging.ts'
import type { Severity } from '../../src/oncall/severity.ts'
import { type PageNote, type WayName, type Ways, wayNames } from '../../src/oncall/ways.ts'
import type { Person } from '../../src/people.ts'
import type { RunbookSettings } from '../../src/runbook-settings.ts'
import { scratchDatabase } from './database.ts'
import { samplePeople, sampleRunbook } from './runs.ts'

/** A call that arrived. */
export interface Arrived {
  /** Minutes since the house was opened. */
  minute: number
  person: string
  way: WayName
  note: PageNote
}

/** Cases and paging over a real database, with a clock that stands until it is wound, and ways that note. */
export interface PagingHouse {
  stores: CaseStores
  runbook: RunbookSettings
  /** When it was opened. */
  begin: Date
  /** Who must see to something; a test changes it. */
  levels: Record<Level, string[]>
  /** By which ways somebody is called; a test changes it. */
  reach: Map<string, WayName[]>
  arrived: Arrived[]
  /** What a way throws instead of taking a call, by its name; by `way person` for one person alone. */
  faults: Map<string, () => Error>
  /** What happens while a way sends. */
  during: { send?: (key: string) => Promise<void> }
  now(): Date
  /** Minutes since the house was opened. */
  minute(): number
  set(minute: number): void
  /** Does all that is due now. */
  workOff(): Promise<void>
  /** Goes on minute by minute, or in longer strides where nothing is to happen on the way, doing what is due. */
  until(minute: number, stride?: number): Promise<void>
  open(clause?: string, by?: string): Promise<Case>
  find(number: number): Promise<Case>
  actor(id: string): Actor
  /** `0 nikos direct`, of a case. */
  told(one: Case): string[]
  /** The parts of another process, with connections of its own. */
  another(): { options: PagingOptions; close(): Promise<void> }
  query<Row>(sql: string): Promise<Row[]>
  close(): Promise<void>
}

/** A Wednesday, 12:00 in Athens. */
const begin = new Date('2026-12-02T10:00:00Z')
const minuteMs = 60_000
export const patienceMs = 3 * minuteMs

export async function pagingHouse(): Promise<PagingHouse> {
  const database = await scratchDatabase('ops')
  const runbook = sampleRunbook()
  const people = samplePeople()
  const person = (id: string): Person => people.byId(id) as Person
  let now = begin
  const clock = { now: () => now }
  const minute = () => Math.round((now.getTime() - begin.getTime()) / minuteMs)
  const levels: PagingHouse['levels'] = { 1: ['nikos'], 2: ['anna', 'petros'], 3: ['petros'], 4: ['petros'] }
  const reach: PagingHouse['reach'] = new Map()
  const arrived: Arrived[] = []
  const faults: PagingHouse['faults'] = new Map()
  const during: PagingHouse['during'] = {}
  const ways: Ways = Object.fromEntries(
    wayNames.map((way) => [
      way,
      {
        reaches: ({ id }: Person) => (reach.get(id) ?? [...wayNames]).includes(way),
        send: async ({ id }: Person, note: PageNote) => {
          await during.send?.(note.key)
          const fault = faults.get(`${way} ${id}`) ?? faults.get(way)
          if (fault !== undefined) throw fault()
          arrived.push({ minute: minute(), person: id, way, note })
        },
      },
    ]),
  )
  const parts = { clock, runbook: () => runbook, people: () => people }
  const callers = {
    ...parts,
    peopleOf: (level: Level) => levels[level].map(person),
    waysOf: ({ id }: Person, _: Severity) => reach.get(id) ?? [...wayNames],
    patienceOf: () => patienceMs,
  }
  const process = () => {
    const db = openOpsDb(database.url)
    const stores = caseStores(db, parts)
    const options: PagingOptions = {
      ...stores,
      ...{ ways, clock, isUnreachable },
      people: () => people,
      runbook: () => runbook,
      addressOf: ({ number }) => `https://bot.example/cases/${number}`,
      due: stores.dueTimes(callers),
      log: pino({ level: 'silent' }),
    }
    return { db, stores, options, close: () => db.$disconnect() }
  }
  const own = process()
  const { stores, options } = own
  const signal = new AbortController().signal
  const house: PagingHouse = {
    ...{ stores, runbook, begin, levels, reach, arrived, faults, during, minute },
    now: () => now,
    set: (at) => {
      now = new Date(begin.getTime() + at * minuteMs)
    },
    workOff: async () => {
      while ((await doNext(options)) || (await sendNext(options, signal)));
    },
    until: async (end, stride = 1) => {
      for (let at = minute(); at < end; at += stride) {
        house.set(at)
        await house.workOff()
      }
      house.set(end)
      await house.workOff()
    },
    open: async (clause, openedBy = 'maria') => {
      const declared = clause === undefined ? undefined : clauseOf(clause, runbook)
      const { case: one } = await stores.cases.open({
        sourceKey: crypto.randomUUID(),
        place: { platform: 'web', thread: 'a' },
        ...{ openedBy, question: 'E-104 after start-up', machineModel: 'V4.0', sessionId: 'web:a' },
        ...(declared && { clause: declared }),
        evidence: { requestId: 'request' },
      })
      return one
    },
    find: async (number) => (await stores.cases.find(number)) as Case,
    actor: (id) => ({ person: person(id), verified: true, requestId: `by ${id}`, place: 'web' }),
    told: ({ number }) =>
      arrived
        .filter(({ note }) => note.caseName === `C-${number}`)
        .map(
          ({ minute: at, person: id, way, note }) => `${at} ${id} ${way}${note.mayBeRepeat ? ' again' : ''}`,
        ),
    another: () => {
      const { options: others, close } = process()
      return { options: others, close }
    },
    query: <Row>(sql: string) => own.db.$queryRawUnsafe<Row[]>(sql),
    close: async () => {
      await own.close()
      await database.drop()
    },
  }
  return house
}
