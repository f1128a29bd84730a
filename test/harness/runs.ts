import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Actor } from '../../src/actor.ts'
import { agentClient } from '../../src/bot/agent.ts'
import { assistantClient } from '../../src/bot/assistant.ts'
import { mirroredRecords } from '../../src/bot/outbox/records-store.ts'
import { type ReportStore, reportStore } from '../../src/bot/reports/store.ts'
import { readConfig } from '../../src/config.ts'
import { parseConfigText } from '../../src/config-text.ts'
import { isUnreachable, type OpsDb, openOpsDb } from '../../src/db.ts'
import { type CaseStores, caseStores } from '../../src/oncall/case-stores.ts'
import { dutiesAt } from '../../src/oncall/duty.ts'
import { newOwner } from '../../src/owner.ts'
import { type People, type Person, peopleFileSchema, peopleOf } from '../../src/people.ts'
import { type RunbookSettings, runbookSchema } from '../../src/runbook-settings.ts'
import type { AgentCalls } from '../../src/sops/agent.ts'
import type { AssistantCalls } from '../../src/sops/assistant.ts'
import { createRuns } from '../../src/sops/create-runs.ts'
import type { ExecuteParts } from '../../src/sops/execute.ts'
import type { MirroredRecords } from '../../src/sops/mirrored-records.ts'
import type { Run } from '../../src/sops/run.ts'
import type { Runs } from '../../src/sops/runs.ts'
import type { DueParts } from '../../src/sops/schedules/run-due.ts'
import { createSchedules, type Schedules } from '../../src/sops/schedules/schedules.ts'
import { scheduleStore } from '../../src/sops/schedules/store.ts'
import { createStandingApprovals, type StandingApprovals } from '../../src/sops/standing/approvals.ts'
import { standingStore } from '../../src/sops/standing/store.ts'
import { type RunStore, runStore } from '../../src/sops/store.ts'
import { startTestAgent, type TestAgent, type TestAgentOptions } from './agent.ts'
import { type TestClock, testClock } from './clock.ts'
import { scratchDatabase } from './database.ts'

const configOf = (name: string) => readFileSync(join(import.meta.dirname, '../../config', name), 'utf8')

export const samplePeople = (): People =>
  parseConfigText('people.yml', configOf('people.yml'), peopleFileSchema.transform(peopleOf))

export const sampleRunbook = (): RunbookSettings =>
  parseConfigText('runbook.yml', configOf('runbook.yml'), runbookSchema)

/** Everything that runs need, over a real database and a real agent. */
export interface RunsHouse {
  db: OpsDb
  databaseUrl: string
  store: RunStore
  /** The store of another process: connections and leases of its own. */
  otherStore(): RunStore
  testAgent: TestAgent
  agent: AgentCalls
  assistant: AssistantCalls
  reports: ReportStore
  caseStores: CaseStores
  cases: CaseStores['cases']
  records: MirroredRecords
  clock: TestClock
  runs: Runs
  schedules: Schedules
  standing: StandingApprovals
  /** Another process that begins what is due: connections of its own. */
  dueParts(): DueParts
  /** What people.yml says; a test may change it. */
  people: { current: People }
  runbook: RunbookSettings
  runsOver(store: RunStore): Runs
  actor(id: string): Actor
  /** Asks for a procedure as somebody, with a service or with the values of its parameters. */
  ask(procedure: string, by?: string, given?: string | Record<string, string>): Promise<Run>
  /** Asks for a restart and confirms it. */
  confirmed(procedure?: string): Promise<Run>
  executeParts(signal?: AbortSignal): ExecuteParts
  close(): Promise<void>
}

export async function runsHouse({
  assistantUrl,
  ...options
}: TestAgentOptions & { assistantUrl?: string } = {}): Promise<RunsHouse> {
  const [database, testAgent] = await Promise.all([scratchDatabase('ops'), startTestAgent(options)])
  const dbs: OpsDb[] = []
  const open = () => {
    const db = openOpsDb(database.url)
    dbs.push(db)
    return db
  }
  const db = open()
  const store = runStore(db, newOwner())
  const agent = agentClient(readConfig(testAgent.settings))
  const { forRuns: assistant } = assistantClient(readConfig({ ASSISTANT_URL: assistantUrl }))
  const clock = testClock()
  const reports = reportStore(db, { clock, areSent: false })
  const records = mirroredRecords(db, clock)
  const people = { current: samplePeople() }
  const runbook = sampleRunbook()
  runbook.service.proof_seconds = 1
  // Nobody's call waits, whatever the time of day.
  runbook.maintenance_windows = []
  const rows = caseStores(db, { clock, runbook: () => runbook, people: () => people.current })
  const { cases } = rows
  const log = pino({ level: 'silent' })
  const runsOver = (over: RunStore) =>
    createRuns({
      store: over,
      standing: standingStore(db),
      agent,
      assistant,
      reports,
      cases,
      records,
      people: () => people.current,
      runbook: () => runbook,
      onDuty: () => dutiesAt(runbook, people.current, clock.now()).primary,
      clock,
      log,
      wake: () => undefined,
    })
  const runs = runsOver(store)
  const actor = (id: string): Actor => ({
    person: people.current.byId(id) as Person,
    verified: true,
    requestId: `by ${id}`,
    place: 'web',
  })
  let asked = 0
  const ask: RunsHouse['ask'] = (procedure, by = 'nikos', given = 'ai_assistant') => {
    asked += 1
    const place = { platform: 'web', thread: 'a' }
    const parameters = typeof given === 'string' ? { service: given } : given
    const wanted = { procedure, parameters, reason: null, key: `key ${asked}`, place }
    return runs.request(wanted, actor(by))
  }
  return {
    db,
    databaseUrl: database.url,
    store,
    assistant,
    reports,
    caseStores: rows,
    cases,
    records,
    otherStore: () => runStore(open(), newOwner()),
    testAgent,
    agent,
    clock,
    runs,
    schedules: createSchedules({
      schedules: scheduleStore(db),
      standing: standingStore(db),
      store,
      people: () => people.current,
      runbook: () => runbook,
      clock,
    }),
    standing: createStandingApprovals({
      standing: standingStore(db),
      store,
      people: () => people.current,
      runbook: () => runbook,
      clock,
    }),
    dueParts: () => ({
      store: scheduleStore(open()),
      standing: standingStore(open()),
      runs: runsOver(runStore(open(), newOwner())),
      runbook: () => runbook,
      placeOf: ({ name }) => ({ platform: 'runs-page', thread: name }),
      clock,
      log,
      isUnreachable,
    }),
    people,
    runbook,
    runsOver,
    actor,
    ask,
    confirmed: async (procedure = 'restart') => {
      const { number, plan } = await ask(procedure)
      return await runs.approve({ number, digest: plan.digest }, actor('nikos'))
    },
    executeParts: (signal = new AbortController().signal) => ({
      store,
      agent,
      clock,
      log,
      isUnreachable,
      signal,
      assistant,
      reports,
      cases,
      records,
      runbook: () => runbook,
      timeText: (at) => at,
    }),
    close: async () => {
      await Promise.all(dbs.map((one) => one.$disconnect()))
      await Promise.all([database.drop(), testAgent.close()])
    },
  }
}
