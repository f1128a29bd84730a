import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { Client } from 'pg'
import type { RunRecord } from '../../src/bot/web/api.ts'
import { liveFacts } from '../harness/backups.ts'
import { addOldSessions, type DatabaseKill, damage, writeDatabaseKills } from '../harness/database-kills.ts'
import { eventually } from '../harness/eventually.ts'
import { type HeldEvents, holdEventsOn } from '../harness/held-events.ts'
import { type StackPerson, signIn } from './harness/person.ts'
import { type Container, type Stack, theStack } from './harness/stack.ts'

// Two containers are killed in each of the steps, and come back by themselves.
jest.setTimeout(900_000)

/** The bot's and the agent's containers killed in each kind of step of SOP-006 and 007. */
let stack: Stack
let nikos: StackPerson
let anna: StackPerson
let petros: StackPerson
let events: HeldEvents
/** The two databases, as their superusers. */
let db: Client
let ops: Client
/** The agent's journal, where the engine keeps it. */
let journalPath: string
const table: DatabaseKill[] = []

beforeAll(async () => {
  stack = await theStack()
  nikos = await signIn(stack, 'nikos')
  anna = await signIn(stack, 'anna')
  petros = await signIn(stack, 'petros')
  db = await connected('db', 'abparts_prod', 'DATABASE_ADMIN_PASSWORD')
  ops = await connected('ops_db', 'ops', 'OPS_DATABASE_ADMIN_PASSWORD')
  events = await holdEventsOn(await connected('ops_db', 'ops', 'OPS_DATABASE_ADMIN_PASSWORD'))
  const [agent] = await stack.containers('ai_agent')
  const data = agent?.Mounts.find(({ Destination }) => Destination === '/data')?.Source ?? ''
  journalPath = join(data, 'agent/journal.jsonl')
}, 1_500_000)
afterAll(async () => {
  await writeDatabaseKills('kills-of-database-procedures-on-docker', table)
  await events?.close()
  await ops?.query('DROP TRIGGER hold_event ON run_events; DROP FUNCTION hold_event(); DROP TABLE held_event')
  await ops?.end()
  // The other files of this stack count old sessions of their own.
  await db?.query(
    "DELETE FROM ai_messages WHERE session_id LIKE 'very-old-%'; DELETE FROM ai_sessions WHERE session_id LIKE 'very-old-%'",
  )
  await db?.end()
})

async function connected(service: string, database: string, secret: string): Promise<Client> {
  const settings = await readFile(join(stack.folder, '.env'), 'utf8')
  const password = new RegExp(`^${secret}=(.+)$`, 'm').exec(settings)?.[1] ?? ''
  const [container] = await stack.containers(service)
  const [network] = Object.values(container?.NetworkSettings.Networks ?? {})
  const client = new Client({
    connectionString: `postgres://postgres:${password}@${network?.IPAddress}:5432/${database}`,
  })
  await client.connect()
  return client
}

/** A step in which both are killed. */
interface Moment {
  step: number
  kind: string
  /** What the agent is at when it is killed; undefined where the bot is about to ask it something. */
  verb?: string
  /** What is to be seen before the agent is killed. */
  until?: () => Promise<boolean>
  /** Happens when the step is done, while no bot is there. */
  after?: () => Promise<void>
}

/** Kills the agent in the middle of each step and the bot at its end. @returns the run when it has ended. */
async function killIn(begin: () => Promise<number>, moments: Moment[]): Promise<RunRecord> {
  const reach = (moment: Moment | undefined) =>
    moment === undefined ? Promise.resolve() : events.hold({ type: 'step-began', step: moment.step })
  // Each is armed before there is a bot that could be beyond it.
  let reached = reach(moments[0])
  const run = await begin()
  for (const [index, { step, verb, until, after }] of moments.entries()) {
    await meanwhile(run, reached)
    const before = (await intents()).length
    const [agent] = await stack.containers('ai_agent')
    if (verb === undefined) await kill(agent)
    await events.pass()
    const ended = events.hold({ type: 'step-ended', step })
    if (verb !== undefined) {
      const isBegun = async () => (await intents()).slice(before).some((one) => one.verb === verb)
      await eventually(isBegun, { within: 60_000, every: 5 })
      // What is over before it is seen is killed all the same.
      if (until !== undefined) await eventually(until, { within: 10_000, every: 5 }).catch(() => undefined)
      await kill(agent)
    }
    await meanwhile(run, ended)
    const [bot] = await stack.containers('ai_bot')
    await kill(bot)
    await after?.()
    await events.release()
    reached = reach(moments[index + 1])
    for (const killed of [agent, bot]) await again(killed)
    await stack.healthy('ai_bot')
  }
  await eventually(async () => over.includes(await settled(run)), { within: 300_000, every: 500 })
  return await nikos.run(run)
}

/** By its process, so that the engine brings it back: one that was ended by its own command stays away. */
async function kill(container: Container | undefined): Promise<void> {
  if (container === undefined) throw new Error('there is no such container')
  process.kill(container.State.Pid, 'SIGKILL')
}

/** Waits until a container that was killed runs again. */
async function again(killed: Container | undefined): Promise<void> {
  const { Id, State } = killed ?? {}
  const running = async () => {
    const [now]: Container[] = JSON.parse(await stack.docker('inspect', Id ?? ''))
    return now?.State.Status === 'running' && now.State.StartedAt !== State?.StartedAt
  }
  await eventually(running, { within: 180_000, every: 100 })
}

const over = ['done', 'failed', 'stopped', 'rejected', 'void', 'expired']

/** How a run is; of an act whose end nobody knows a person says that it goes on. */
async function settled(run: number): Promise<string> {
  const { status } = await nikos.run(run).catch(() => ({ status: 'away' }))
  if (status === 'unknown') await anna.press(run, 'run-continue')
  return status
}

/** Waits for something that comes before a run has ended. */
async function meanwhile(run: number, comes: Promise<unknown>): Promise<void> {
  let isHere = false
  void comes.then(() => {
    isHere = true
  })
  while (!isHere) {
    const status = await settled(run)
    if (!isHere && over.includes(status)) throw new Error(`the run is ${status} already`)
    await rest(200)
  }
}

async function intents(): Promise<{ id: string; verb: string }[]> {
  const lines = (await readFile(journalPath, 'utf8')).split('\n')
  return lines
    .filter((line) => line.includes('"intent"') && line.endsWith('}'))
    .map((line) => JSON.parse(line))
}

const live = async (): Promise<string> => JSON.stringify(await liveFacts(db, 'assistant'))

/** What must hold whichever procedure it was; and a row for each kill. */
async function note(name: string, run: RunRecord, moments: Moment[], isSame: boolean, deleted = '') {
  for (const { step, kind } of moments) {
    for (const killed of ['agent', 'bot']) {
      table.push({ procedure: name, step: `${step}: ${kind}`, killed, run: run.status, deleted, isSame })
    }
  }
  const ids = (await intents()).map(({ id }) => id)
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
  const left = `SELECT datname FROM pg_database WHERE datname LIKE 'proof\\_%' UNION ALL
    SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'ai\\_backup%'`
  for (const client of [db, ops]) expect((await client.query(left)).rows).toEqual([])
  expect([run.status, run.steps.filter(({ attempts }) => attempts > 1)]).toEqual(['done', []])
}

function evidence({ steps }: RunRecord): Record<string, string> {
  const all = steps.flatMap((step) => step.evidence ?? [])
  return Object.fromEntries(all.map(({ label, value }) => [label, value]))
}

/** The backup for what needs one, and what was there when it was made. */
let backup = ''
let backedUp = ''

test('a backup: one is proved, and nothing is left of those that were begun', async () => {
  await stack.psql(addOldSessions(452))
  backedUp = await live()
  const moments: Moment[] = [
    { step: 1, kind: 'an observation' },
    { step: 2, kind: 'create_backup', verb: 'create_backup' },
    { step: 3, kind: 'prove_backup', verb: 'prove_backup' },
    { step: 5, kind: 'a check' },
  ]
  const run = await killIn(() => nikos.begin('/ai backup'), moments)
  backup = evidence(run)['Backup'] ?? ''
  await note('backup', run, moments, (await live()) === backedUp)
  const names = await stack.exec('ai_agent', 'sh', '-c', 'ls "$LOG_DIR/../backups"')
  expect(names.split('\n').filter((one) => !/^ai_assistant_\d{8}_\d{6}$/.test(one))).toEqual([])
  expect(names).toContain(backup)
})

test('maintenance: each old session is deleted once', async () => {
  const before = await stack.psql('SELECT coalesce(sum(sessions), 0) FROM ai_deletions')
  const [old] = (
    await db.query(
      "SELECT count(DISTINCT s.session_id)::int AS sessions, count(*)::int AS messages FROM ai_sessions s JOIN ai_messages USING (session_id) WHERE s.session_id LIKE 'very-old-%'",
    )
  ).rows
  const moments: Moment[] = [
    { step: 2, kind: 'delete_sessions', verb: 'delete_sessions' },
    { step: 3, kind: 'maintain_table', verb: 'maintain_table' },
    { step: 10, kind: 'refresh_statistics', verb: 'refresh_statistics' },
  ]
  const run = await killIn(
    () => approved('/ai maintenance older than 90d because the disk fills', String(old.messages)),
    moments,
  )
  const after = await stack.psql('SELECT sum(sessions) FROM ai_deletions')
  const gone = Number(after) - Number(before)
  const left = await stack.psql("SELECT count(*) FROM ai_sessions WHERE session_id LIKE 'very-old-%'")
  await note('maintenance', run, moments, left === '0', `${gone} / ${old.sessions}`)
  expect([gone, left]).toEqual([old.sessions, '0'])
})

test('a restore: the database is what was backed up', async () => {
  await stack.psql(damage)
  let restored = ''
  const moments: Moment[] = [
    { step: 3, kind: 'an act: stop', verb: 'stop', until: isStopped },
    { step: 8, kind: 'restore_backup', verb: 'restore_backup', until: isInTheMiddle },
    {
      step: 9,
      kind: 'a check',
      after: async () => {
        // Before the assistant is there again, which keeps the sample question.
        restored = await live()
      },
    },
  ]
  const run = await killIn(
    () => approved(`/ai restore ${backup} because somebody deleted too much`, backup),
    moments,
  )
  await note('restore', run, moments, restored === backedUp)
  expect(JSON.parse(restored)).toEqual(JSON.parse(backedUp))
})

async function approved(command: string, typed: string): Promise<number> {
  const number = await petros.begin(command)
  await anna.press(number, 'run-approve', typed)
  return number
}

async function isStopped(): Promise<boolean> {
  return (await stack.containers('ai_assistant')).every(({ State }) => State.Status === 'exited')
}

/** Whether a restore holds the tables that give way. */
async function isInTheMiddle(): Promise<boolean> {
  const { rows } = await db.query(
    "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE application_name LIKE 'ai\\_backup%' AND mode = 'AccessExclusiveLock'",
  )
  return rows.length > 0
}
