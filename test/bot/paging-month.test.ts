import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { processEnvironment } from '../../src/config.ts'
import { type OpsDb, openOpsDb } from '../../src/db.ts'
import { type CaseStores, caseStores } from '../../src/oncall/case-stores.ts'
import { clausesOf } from '../../src/oncall/clauses.ts'
import type { Person } from '../../src/people.ts'
import { startTicketReceiver, type TicketReceiver } from '../fakes/ticket-receiver.ts'
import { type BotHome, botHome } from '../harness/bot.ts'
import { eventually } from '../harness/eventually.ts'
import { type ExpectedCase, expectedCase, type Urgency } from '../harness/expected-calls.ts'
import { fileClock, setFileClock } from '../harness/file-clock.ts'
import { testPort } from '../harness/ports.ts'
import { markdownTable, writeResults } from '../harness/results.ts'
import { samplePeople, sampleRunbook } from '../harness/runs.ts'

jest.setTimeout(900_000)

/** The month, in minutes; what is random in it is the same each time. */
const month = 30 * 24 * 60
const begin = new Date('2026-12-01T00:00:00Z')
const casesOpened = 60
const kills = 24

let home: BotHome
let receiver: TicketReceiver
let db: OpsDb
let stores: CaseStores
let folder: string
let bot: ChildProcess | undefined
let minute = 0

const timeOf = (at: number): Date => new Date(begin.getTime() + at * 60_000)
const clockPath = () => join(folder, 'clock')
const runbook = sampleRunbook()
const people = samplePeople()
const actor = (id: string) => ({
  person: people.byId(id) as Person,
  verified: true,
  requestId: `by ${id}`,
  place: 'web',
})

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'month-'))
  setFileClock(clockPath(), begin)
  receiver = await startTicketReceiver()
  home = await botHome('http://127.0.0.1:9')
  // One way each: what is due is then what is called.
  const file = join(home.configDir, 'people.yml')
  writeFileSync(file, stringify(withOneWay(parse(await readFile(file, 'utf8')))))
  db = openOpsDb(home.database.url)
  stores = caseStores(db, { clock: fileClock(clockPath()), runbook: () => runbook, people: () => people })
  await startBot()
}, 120_000)
afterAll(async () => {
  bot?.kill('SIGKILL')
  await db.$disconnect()
  await home.remove()
  await receiver.stop()
  rmSync(folder, { recursive: true })
})

function withOneWay(file: { people: Record<string, unknown>[] }) {
  const notify = { critical: ['webhook'], warning: ['webhook'], information: ['webhook'] }
  return { people: file.people.map((person) => ({ ...person, notify })) }
}

async function startBot(): Promise<void> {
  const settings = { PAGE_WEBHOOK_URL: receiver.url, BOT_PORT: String(await testPort()) }
  bot = spawn(process.execPath, [join(import.meta.dirname, '../harness/month-bot.ts'), clockPath()], {
    env: { ...processEnvironment(), ...home.environment, ...settings, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await once(bot, 'message')
}

async function killBot(): Promise<void> {
  bot?.kill('SIGKILL')
  if (bot !== undefined) await once(bot, 'exit')
}

/** Goes to a time; until all that is due then was done nothing else happens. */
async function goTo(at: number): Promise<void> {
  minute = at
  setFileClock(clockPath(), timeOf(at))
  await quiet()
}

async function quiet(): Promise<void> {
  await db.$executeRaw`SELECT pg_notify('cases', 'time')`
  await eventually(
    async () => {
      const [row] = await db.$queryRaw<{ owed: number }[]>`
        SELECT (SELECT count(*) FROM case_steps WHERE status = 'waiting' AND due_at <= ${timeOf(minute)})::int
          + (SELECT count(*) FROM pages JOIN cases ON number = case_number AND cases.ladder = pages.ladder
             WHERE cases.status = 'open' AND pages.status IN ('waiting', 'sending')
               AND due_at <= ${timeOf(minute)})::int AS owed`
      return row?.owed === 0
    },
    { within: 60_000, every: 10 },
  )
}

/** The bot dies in the middle of its next call, and another one goes on when its lease is over. */
async function killInCall(): Promise<void> {
  receiver.plan('silence')
  const before = receiver.calls.length
  setFileClock(clockPath(), timeOf(minute))
  await db.$executeRaw`SELECT pg_notify('cases', 'time')`
  await eventually(async () => receiver.calls.length > before, { within: 60_000, every: 5 })
  await killBot()
  await startBot()
  setFileClock(clockPath(), new Date(timeOf(minute).getTime() + 31_000))
}

/** The same numbers each time. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

interface Simulated {
  number: number
  expected: ExpectedCase
  urgency: Urgency
  opened: number
  fate: string[]
}

interface Happening {
  at: number
  do(): Promise<void>
}

test('a month of cases, takes, raises and kills: every call that was due was made, and none after', async () => {
  const dice = random(20_261_201)
  const within = (from: number, until: number) => Math.floor(from + dice() * (until - from))
  const simulated: Simulated[] = []
  const happenings: Happening[] = []
  const at = (when: number, work: () => Promise<void>) => void happenings.push({ at: when, do: work })
  const urgencies: Urgency[] = ['question', 'within an hour', 'within four hours', 'at once']
  const clauses = clausesOf(runbook)
  const limits = { question: null, 'within an hour': 60, 'within four hours': 240, 'at once': 0 }

  for (let index = 0; index < casesOpened; index += 1) {
    const urgency = urgencies[within(0, 4)] as Urgency
    const opened = within(0, month - 24 * 60)
    const taken = opened + within(1, 200)
    const isRaised = dice() < 0.3
    const raised = taken + within(1, 120)
    const end = (isRaised ? raised : taken) + within(30, 400)
    const isTakenAgain = dice() < 0.7
    at(opened, async () => {
      const clause = clauses.find(({ withinMinutes }) => withinMinutes === limits[urgency])
      const { case: one } = await stores.cases.open({
        sourceKey: `case ${index}`,
        place: { platform: 'web', thread: crypto.randomUUID() },
        openedBy: 'maria',
        question: `Question ${index}`,
        machineModel: null,
        sessionId: `web:${index}`,
        ...(clause && { clause }),
        evidence: { requestId: `request ${index}` },
      })
      const expected = expectedCase(urgency, opened)
      simulated.push({ number: one.number, expected, urgency, opened, fate: [] })
      at(taken, () => act(one.number, 'taken', (number) => stores.acts.take(number, actor('anna'))))
      if (isRaised) {
        at(raised, () =>
          act(one.number, 'raised', (number) => stores.acts.raise(number, null, actor('anna'))),
        )
      }
      if (isRaised && isTakenAgain) {
        at(raised + within(1, 90), () =>
          act(one.number, 'taken', (number) => stores.acts.take(number, actor('petros'), true)),
        )
      }
      at(end, () =>
        act(one.number, 'resolved', (number) => stores.acts.resolve(number, 'Done.', actor('anna'))),
      )
    })
  }
  async function act(
    number: number,
    what: string,
    deed: (number: number) => Promise<unknown>,
  ): Promise<void> {
    const one = simulated.find((other) => other.number === number)
    const isOver = await deed(number).then(
      () => false,
      () => true,
    )
    if (one === undefined || isOver) return
    one.fate.push(`${what} ${minute}`)
    if (what === 'taken') one.expected.take(minute)
    if (what === 'raised') one.expected.raise(minute)
    if (what === 'resolved') one.expected.resolve()
  }

  let killed = 0
  let killedInCall = 0
  for (;;) {
    const next = Math.min(
      ...happenings.map((one) => one.at),
      ...simulated.flatMap(({ expected }) => expected.nextMinute() ?? []),
    )
    if (!Number.isFinite(next) || next > month) break
    const isDue = simulated.some(({ expected }) => expected.nextMinute() === next && !isTakenNow(expected))
    minute = next
    if (killed < kills && dice() < 0.12) {
      killed += 1
      if (isDue && dice() < 0.6 && (await owesCall(next))) {
        killedInCall += 1
        await killInCall()
      } else {
        await killBot()
        await startBot()
      }
    }
    await goToKeepingSeconds(next)
    for (const { expected } of simulated) expected.pass(next)
    for (const now of happenings.filter((one) => one.at === next)) {
      happenings.splice(happenings.indexOf(now), 1)
      await now.do()
      await quiet()
      for (const { expected } of simulated) expected.pass(next)
    }
  }
  const judged = judge(simulated)
  await writeResults('paging-of-a-month.md', tableOf(judged, killed, killedInCall))
  expect(simulated).toHaveLength(casesOpened)
  expect(killedInCall).toBeGreaterThan(3)
  for (const { number, expected, made } of judged) {
    expect({ number, calls: made.map(({ call }) => call) }).toEqual({ number, calls: expected.toSorted() })
  }
  const repeats = receiver.calls.length - judged.reduce((sum, { expected }) => sum + expected.length, 0)
  expect(repeats).toBeGreaterThanOrEqual(0)
  expect(repeats).toBeLessThanOrEqual(killedInCall)
})

const isTakenNow = ({ nextMinute }: ExpectedCase): boolean => nextMinute() === null

/** Whether the next due time calls somebody: of a case that nobody has. */
async function owesCall(at: number): Promise<boolean> {
  const [row] = await db.$queryRaw<{ owed: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM case_steps JOIN cases ON number = case_number
      WHERE case_steps.status = 'waiting' AND due_at <= ${timeOf(at)} AND cases.status = 'open'
        AND (case_steps.level IS NULL OR case_steps.level > cases.level OR case_steps.kind = 'opened')) AS owed`
  return row?.owed === true
}

/** Half a minute later where a lease had to end. */
async function goToKeepingSeconds(at: number): Promise<void> {
  const now = fileClock(clockPath()).now()
  if (now > timeOf(at)) return await quiet()
  await goTo(at)
}

interface Made {
  call: string
  isRepeat: boolean
}

function judge(
  simulated: Simulated[],
): (Omit<Simulated, 'expected'> & { expected: string[]; made: Made[] })[] {
  const received = receiver.calls.map(({ headers, body }) => ({
    key: String(headers['idempotency-key']),
    body: JSON.parse(body) as { case: string; person: { id: string }; at: string; may_be_repeat: boolean },
  }))
  return simulated.map(({ expected, ...one }) => {
    const mine = received.filter(({ body }) => body.case === `C-${one.number}`)
    const keys = [...new Set(mine.map(({ key }) => key))]
    const made = keys.flatMap((key) => {
      const [first, ...again] = mine.filter((call) => call.key === key)
      if (first === undefined) return []
      // Whoever is called again hears that it may be again.
      if (again.some(({ body }) => !body.may_be_repeat))
        throw new Error(`called twice without a word: ${key}`)
      const at = Math.floor((new Date(first.body.at).getTime() - begin.getTime()) / 60_000)
      return [{ call: `${at} ${first.body.person.id}`, isRepeat: again.length > 0 }]
    })
    return { ...one, expected: expected.calls, made: made.toSorted((a, b) => (a.call < b.call ? -1 : 1)) }
  })
}

function tableOf(judged: ReturnType<typeof judge>, killed: number, killedInCall: number): string[] {
  const head = [
    'case',
    'urgency',
    'opened',
    'then',
    'calls due',
    'calls made',
    'of them repeated after a kill',
  ]
  const rows = judged.map(({ number, urgency, opened, fate, expected, made }) => [
    `C-${number}`,
    urgency,
    opened,
    fate.join(', '),
    expected.length,
    made.length,
    made.filter(({ isRepeat }) => isRepeat).length,
  ])
  const words = `${killed} kills, ${killedInCall} of them in the middle of a call; times are minutes of the month.`
  return [words, '', ...markdownTable(head, rows)]
}
