import { readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { RunRecord } from '../../src/bot/web/api.ts'
import { type Plan, stepsOf } from '../../src/sops/plan.ts'
import { liveFacts } from '../harness/backups.ts'
import { buttonIn, type Visitor, visit } from '../harness/bot.ts'
import { copyOfConfig } from '../harness/config-folder.ts'
import {
  addOldSessions,
  type DatabaseKill,
  damage,
  intentsIn,
  openCase,
  writeDatabaseKills,
} from '../harness/database-kills.ts'
import { type HeldCalls, type Hold, startHeldCalls } from '../harness/held-calls.ts'
import { type EventHold, type HeldEvents, holdEvents } from '../harness/held-events.ts'
import { hostedDatabase } from '../harness/hosted-database.ts'
import { describeWith, pgClient } from '../harness/needs.ts'
import { testPort } from '../harness/ports.ts'
import {
  eventually,
  type Product,
  type ProductPlace,
  productPlace,
  startProduct,
} from '../harness/product.ts'

// The product is started for every step.
jest.setTimeout(600_000)

/** When the agent is killed: a call of a step, or the end of a step that asks the agent for nothing. */
interface Moment {
  step: number
  at: Hold | EventHold
  /** What happens before the kill; nobody is killed where it says so. */
  first?: () => Promise<'kill' | 'spare'>
}

const read = (step: number, verb: string): Moment => ({
  step,
  at: { call: `POST /verbs/${verb}`, where: 'on its way back' },
})
/** The agent has begun it. */
const act = (step: number, body: RegExp): Moment => ({
  step,
  at: { call: 'PUT /operations', where: 'on its way back', body },
})
const end = (step: number): Moment => ({ step, at: { type: 'step-ended', step } })

interface EndedRun {
  number: number
  status: string
  plan: Plan
  events: { type: string; fact: { step?: number; attempt?: number; ending?: { detail: string } } }[]
}

describeWith(pgClient, 'the agent killed at each step of what works on the database', (programs) => {
  let place: ProductPlace
  let product: Product
  let calls: HeldCalls
  let settings: Record<string, string>
  const table: DatabaseKill[] = []

  beforeAll(async () => {
    place = await productPlace()
    const agentPort = await testPort()
    calls = await startHeldCalls(agentPort)
    settings = {
      PATH: [programs, process.env['PATH']].join(delimiter),
      AGENT_PORT: String(agentPort),
      AGENT_URL: calls.url,
      // Health has to hold for one second here, and nothing begins by the clock.
      CONFIG_DIR: await copyOfConfig(place.folder, (runbook) =>
        runbook
          .replace(/proof_seconds: \d+/, 'proof_seconds: 1')
          .replace(/^schedules:\n(?:[ #].*\n)+/m, 'schedules: []\n'),
      ),
    }
    product = startProduct(place, settings)
    await product.ready()
  })
  afterAll(async () => {
    await writeDatabaseKills('kills-of-database-procedures-agent', table)
    await place?.remove()
    await calls?.close()
  })

  async function onDatabase<Answer>(
    schema: 'assistant' | 'ops',
    work: (client: Awaited<ReturnType<typeof hostedDatabase>>) => Promise<Answer>,
  ): Promise<Answer> {
    const client = await hostedDatabase(place, schema)
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }
  const rows = (sql: string, values: unknown[] = [], schema: 'assistant' | 'ops' = 'assistant') =>
    onDatabase(schema, async (client) => (await client.query(sql, values)).rows)
  /** What the database holds, but for the records of cases: of each run whose step nobody knew the end of there is one. */
  const live = async (): Promise<string> => {
    const { tables, ...facts } = await onDatabase('assistant', (client) => liveFacts(client, 'assistant'))
    const { 'public.ai_escalations': _, ...others } = tables
    return JSON.stringify({ ...facts, tables: others })
  }
  /** Their records are all there in the end, restored or not, and none of a case that there is not. */
  const recordsAreWhole = () =>
    eventually(async () => {
      const idsOf = async (sql: string, schema: 'assistant' | 'ops') =>
        new Set((await rows(sql, [], schema)).map(({ id }) => id))
      const all = await idsOf("SELECT 'C-' || number AS id FROM cases", 'ops')
      const opened = await idsOf(
        "SELECT 'C-' || number AS id FROM cases WHERE source_key LIKE 'run:%'",
        'ops',
      )
      const kept = await idsOf('SELECT escalation_id AS id FROM ai_escalations', 'assistant')
      return [...opened].every((id) => kept.has(id)) && [...kept].every((id) => all.has(id))
    }, 60_000)

  /** Has somebody ask and somebody else approve, and kills the agent at each of the moments in turn. */
  async function killAt(command: string, typed: string | null, moments: Moment[]): Promise<EndedRun> {
    const asker = visit({ url: place.chatUrl }, typed === null ? 'nikos' : 'petros')
    const anna = visit({ url: place.chatUrl }, 'anna')
    const run = () => runOf(asker.conversation)
    // Each is armed before there is a bot that could be beyond it.
    let armed = arm(moments[0])
    await asker.say(command)
    await eventually(async () => (await run()) !== undefined).catch(async (error) => {
      throw new Error(`${command}: ${JSON.stringify((await asker.transcript()).slice(-3))}`, { cause: error })
    })
    if (typed !== null) await eventually(async () => press(await run(), anna, 'run-approve', typed))
    for (const [index, { first }] of moments.entries()) {
      await eventually(async () => {
        await settleUnknown(await run(), anna)
        return armed.isReached()
      }, 60_000)
      const isKilled = (await first?.()) !== 'spare'
      if (isKilled) await product.killAgent()
      else await armed.letGo()
      calls.drop()
      armed = arm(moments[index + 1])
      if (isKilled) product = startProduct(place, settings)
      await product.ready()
    }
    await eventually(async () => {
      await settleUnknown(await run(), anna)
      return !['waiting', 'running', 'unknown'].includes((await run())?.status ?? 'waiting')
    }, 90_000)
    const ended = await run()
    if (ended === undefined) throw new Error('the run is gone')
    const attempts = ended.events.flatMap(({ type, fact }) => (type === 'step-began' ? [fact.attempt] : []))
    expect(new Set(attempts)).toEqual(new Set([1]))
    return ended
  }

  /** Whether the moment has come; an event that is held then is stored after all. */
  function arm(moment: Moment | undefined): { isReached(): boolean; letGo(): Promise<void> } {
    let isReached = false
    let held: HeldEvents | undefined
    const reached = (events: HeldEvents | undefined): void => {
      isReached = true
      held = events
    }
    const at = moment?.at
    if (at !== undefined)
      void ('call' in at ? calls.hold(at).then(() => undefined) : holdEvent(at)).then(reached)
    return { isReached: () => isReached, letGo: async () => held?.pass() }
  }

  /** Its database comes before its bot, and the one that ends is none. */
  async function holdEvent(event: EventHold): Promise<HeldEvents | undefined> {
    let held: HeldEvents | undefined
    await eventually(async () => {
      try {
        held = await holdEvents(place)
        await held.hold(event)
        return true
      } catch {
        return false
      }
    }, 120_000)
    return held
  }

  async function runOf(conversation: string): Promise<EndedRun | undefined> {
    const [run] = await rows('SELECT number, status, plan FROM runs WHERE thread = $1', [conversation], 'ops')
    if (run === undefined) return undefined
    const sql = 'SELECT type, fact FROM run_events WHERE run = $1 ORDER BY version'
    return { ...run, events: await rows(sql, [run.number], 'ops') }
  }

  /** Of an act whose end nobody knows a person says that it goes on. */
  async function settleUnknown(run: EndedRun | undefined, person: Visitor): Promise<void> {
    if (run?.status === 'unknown') await press(run, person, 'run-continue')
  }

  /** @returns whether it was accepted. */
  async function press(
    run: EndedRun | undefined,
    person: Visitor,
    action: string,
    input?: string,
  ): Promise<boolean> {
    const path = `/api/runs/${run?.number}`
    const record = (await (await person.call('GET', path)).json()) as RunRecord
    const value = buttonIn(record.card, action)?.value
    if (value === undefined) return false
    const body = { action, value, ...(input !== undefined && { input }) }
    return (await person.call('POST', `${path}/presses`, body)).ok
  }

  /** A row for each kill; and what must hold whichever procedure it was. */
  async function note(name: string, run: EndedRun, moments: Moment[], isSame: boolean, deleted = '') {
    const steps = stepsOf(run.plan)
    for (const { step, first } of moments) {
      if (first === spare) continue
      const title = `${step} ${steps[step - 1]?.title}`
      table.push({ procedure: name, step: title, killed: 'agent', run: run.status, deleted, isSame })
    }
    const intents = await intentsIn(join(place.dataDir, 'agent/journal.jsonl'))
    expect(intents.filter((id, at) => intents.indexOf(id) !== at)).toEqual([])
    const left = `SELECT datname FROM pg_database WHERE datname LIKE 'proof\\_%' UNION ALL
      SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'ai\\_backup%'`
    expect([...(await rows(left)), ...(await rows(left, [], 'ops'))]).toEqual([])
  }

  async function spare(): Promise<'spare'> {
    await rows("INSERT INTO ai_sessions (session_id) VALUES ('somebody else')")
    return 'spare'
  }

  const detailsOf = (run: EndedRun) => run.events.map(({ fact }) => fact.ending?.detail ?? '').join('\n')
  /** What the restores go back to. */
  let backup = ''

  test('a backup: what is on the shelf is whole, and one is proved', async () => {
    const wanted = await live()
    const moments = [
      read(1, 'backup_means'),
      act(2, /create_backup/),
      act(3, /prove_backup/),
      act(4, /prune_backups/),
      read(5, 'backups'),
    ]
    const run = await killAt('/backup', null, moments)
    const isSame = (await live()) === wanted
    await note('backup', run, moments, isSame)
    expect([run.status, isSame]).toEqual(['done', true])
    expect(detailsOf(run)).toMatch(/was restored and compared\./)
    const names = await readdir(join(place.dataDir, 'backups'))
    expect(names.filter((one) => !/^ai_assistant_\d{8}_\d{6}$/.test(one))).toEqual([])
  })

  test('maintenance: each old session is deleted once, those of open cases are not', async () => {
    await rows(addOldSessions(452))
    await rows(openCase('very-old-7'), [], 'ops')
    await rows(openCase('very-old-300'), [], 'ops')
    const vacuum = (step: number, name: string) =>
      act(step, new RegExp(`"${name}".*vacuum|vacuum.*"${name}"`))
    const reindex = (step: number, name: string) =>
      act(step, new RegExp(`"${name}".*reindex|reindex.*"${name}"`))
    const moments = [
      read(1, 'statement'),
      act(2, /delete_sessions/),
      vacuum(3, 'ai_sessions'),
      vacuum(4, 'ai_messages'),
      vacuum(5, 'knowledge_documents'),
      vacuum(6, 'knowledge_chunks'),
      vacuum(7, 'knowledge_posting_lists'),
      reindex(8, 'ai_sessions'),
      reindex(9, 'ai_messages'),
      act(10, /refresh_statistics/),
      read(11, 'statement'),
      read(12, 'old_sessions'),
      read(13, 'probe'),
    ]
    const run = await killAt('/maintenance older than 90d because the disk fills', '900', moments)
    const deletions = await rows('SELECT sessions, messages FROM ai_deletions ORDER BY sessions DESC')
    const gone = deletions.reduce((sum, { sessions }) => sum + Number(sessions), 0)
    const left = await rows('SELECT session_id, count(*)::int FROM ai_messages GROUP BY 1 ORDER BY 1')
    const kept = ['very-old-300', 'very-old-7'].map((session_id) => ({ session_id, count: 2 }))
    await note('maintenance', run, moments, JSON.stringify(left) === JSON.stringify(kept), `${gone} / 450`)
    expect([run.status, left]).toEqual(['done', kept])
    expect(deletions).toEqual([200, 200, 50].map((sessions) => ({ sessions, messages: 2 * sessions })))
    expect(detailsOf(run)).toContain('450 sessions with 900 messages of 450 deleted.')
  })

  /** Resolves when a restore is in the middle of its transaction, or was too quick to be seen. */
  async function isInTheMiddle(): Promise<'kill'> {
    const sql =
      "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE application_name LIKE 'ai\\_backup%' AND mode = 'AccessExclusiveLock'"
    await eventually(async () => (await rows(sql)).length > 0, 5_000).catch(() => undefined)
    return 'kill'
  }

  test('a restore: the database is what was backed up', async () => {
    await rows(addOldSessions(20).replaceAll('very-old-', 'kept-'))
    const made = await killAt('/backup', null, [])
    const proof = /(ai_assistant_\d{8}_\d{6}) was restored and compared\./
    expect(detailsOf(made)).toMatch(proof)
    backup = proof.exec(detailsOf(made))?.[1] ?? ''
    const wanted = await live()
    await rows(damage)
    let restored = ''
    const moments: Moment[] = [
      read(1, 'backup_means'),
      read(2, 'probe'),
      act(5, /create_backup/),
      act(6, /prove_backup/),
      read(7, 'stored_rows'),
      act(8, /restore_backup/),
      { ...act(8, /restore_backup/), first: isInTheMiddle },
      read(9, 'stored_rows'),
      act(10, /"start"/),
      {
        ...read(11, 'probe'),
        first: async () => {
          // Before the sample question is stored there.
          restored = await live()
          return 'kill'
        },
      },
      end(12),
      end(13),
    ]
    const run = await killAt(`/restore ${backup} because somebody deleted too much`, backup, moments)
    await note('restore', run, moments, restored === wanted)
    expect(run.status).toBe('done')
    expect(JSON.parse(restored)).toEqual(JSON.parse(wanted))
    await recordsAreWhole()
  })

  test('a restore that is taken back: the database is what it was before', async () => {
    await rows(damage)
    const wanted = await live()
    const moments: Moment[] = [
      { step: 9, at: { type: 'step-began', step: 9 }, first: spare },
      act(14, /"stop"/),
      act(15, /restore_backup/),
      act(16, /"start"/),
      read(17, 'probe'),
      end(18),
    ]
    const run = await killAt(`/restore ${backup} because somebody deleted too much`, backup, moments)
    const isSame = (await live()) === wanted
    await note('restore, rolled back', run, moments, isSame)
    expect([run.status, isSame]).toEqual(['failed', true])
    expect(detailsOf(run)).toMatch(/was restored and compared with its manifest|nothing had to be changed/)
    await recordsAreWhole()
  })

  test('a restore whose stop nobody knows the end of: the database is not touched', async () => {
    const wanted = await live()
    const moments = [act(3, /"stop"/), read(4, 'ps')]
    const run = await killAt(`/restore ${backup} because somebody deleted too much`, backup, moments)
    const isSame = (await live()) === wanted
    await note('restore, not begun', run, moments, isSame)
    expect([run.status, isSame]).toEqual(['failed', true])
    expect(detailsOf(run)).toContain('Nothing had been changed.')
  })
})
