import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { readManifest } from '../../src/agent/backups/manifest.ts'
import { backupActs } from '../../src/agent/backups/verbs.ts'
import { type Plan, stepsOf } from '../../src/sops/plan.ts'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { startTestAgent, type TestAgent } from '../harness/agent.ts'
import { type BackupHouse, backupHouse } from '../harness/backups.ts'
import { type BotHome, botHome } from '../harness/bot.ts'
import {
  addOldSessions,
  type DatabaseKill,
  damage,
  intentsIn,
  openCase,
  writeDatabaseKills,
} from '../harness/database-kills.ts'
import { eventually } from '../harness/eventually.ts'
import { type HeldVersion, holdVersions } from '../harness/held-version.ts'
import { type KilledProcedure, killAtEveryEvent, type Survivor } from '../harness/kill-at-every-event.ts'
import { describeWith, pgClient } from '../harness/needs.ts'
import { proveQuickly } from '../harness/prove-quickly.ts'

// A bot is started for every event; on a busy machine each takes seconds.
jest.setTimeout(900_000)

/** The events of a run that somebody approves: asked for, approved, and of each step its beginning and its end. */
const endOf = (step: number) => 2 + 2 * step

describeWith(pgClient, 'the bot killed at every event of what works on the database', (programs) => {
  let house: BackupHouse
  let assistant: FakeAssistant
  let agent: TestAgent
  let home: BotHome
  let held: HeldVersion
  const table: DatabaseKill[] = []

  beforeAll(async () => {
    house = await backupHouse(programs)
    // Whatever the day, only what a test adds is old.
    await house.run('assistant', 'UPDATE ai_sessions SET created_at = now()')
    assistant = await startFakeAssistant()
    const url = house.urlOf('assistant', 'superuser')
    agent = await startTestAgent({ backups: house.parts, databaseUrl: url, maintenanceUrl: url })
    home = await botHome(assistant.url)
    await proveQuickly(home)
    held = await holdVersions(home.database.url)
  })
  afterAll(async () => {
    await writeDatabaseKills('kills-of-database-procedures-bot', table)
    await held.close()
    await home.remove()
    await agent.close()
    await assistant.stop()
    await house.close()
  })

  /** Kills the bot at every event, and looks at what can be looked at whichever procedure it was. */
  async function survive(killed: KilledProcedure): Promise<Survivor> {
    const before = await intentsIn(agent.journalPath)
    const run = await killAtEveryEvent(killed, home, agent.settings, held)
    const attempts = run.events.flatMap(({ type, fact }) => (type === 'step-began' ? [fact.attempt] : []))
    expect(new Set(attempts)).toEqual(new Set([1]))
    const intents = (await intentsIn(agent.journalPath)).slice(before.length)
    expect(intents.filter((id, at) => intents.indexOf(id) !== at)).toEqual([])
    expect(intentsOfSteps(run, intents)).toEqual(run.events.flatMap(callsOf(await planOf(run))))
    expect(await house.leftOnServer()).toEqual([])
    return run
  }

  const planOf = async ({ number }: Survivor): Promise<Plan> => {
    const [row] = await home.query<{ plan: Plan }>('SELECT plan FROM runs WHERE number = $1', [number])
    if (row === undefined) throw new Error('the run is gone')
    return row.plan
  }

  /** A row for each kill. */
  async function note(run: Survivor, name: string, isSame: boolean, deleted = ''): Promise<void> {
    const steps = stepsOf(await planOf(run))
    for (const { type, step } of run.killedAt) {
      const at =
        step === undefined ? `before “${type}”` : `${step} ${steps[step - 1]?.title}, before “${type}”`
      table.push({ procedure: name, step: at, killed: 'bot', run: run.status, deleted, isSame })
    }
  }

  /** Writes a backup of what there is and proves it. */
  async function backUp(): Promise<string> {
    const { signal } = new AbortController()
    const { backup } = await backupActs.create(house.parts, signal)
    await backupActs.prove(house.parts, { backup }, signal)
    return backup
  }

  async function goBackTo(backup: string): Promise<void> {
    const { digest: manifest_digest } = await readManifest(await house.parts.shelf.pathOf(backup))
    const restored = await backupActs.restore(
      house.parts,
      { backup, manifest_digest },
      new AbortController().signal,
    )
    expect(restored.untouched).toBe(false)
  }

  const isLive = async (wanted: unknown) => JSON.stringify(await house.live()) === JSON.stringify(wanted)
  const detailsOf = (run: Survivor) => run.events.map(({ fact }) => fact.ending?.detail ?? '').join('\n')
  const shelf = async () => (await house.parts.shelf.names()).length

  test('a backup: one is on the shelf, proved, and nothing of what it is of has changed', async () => {
    const [before, wanted] = [await shelf(), await house.live()]
    const run = await survive({ command: '/backup', approver: null })
    const isSame = await isLive(wanted)
    await note(run, 'backup', isSame)
    expect([run.status, isSame, await shelf()]).toEqual(['done', true, before + 1])
    expect(detailsOf(run)).toMatch(/was restored and compared\./)
    // Asked for and allowed; of five steps beginning and end; and how far those are that the agent does.
    expect(run.kills).toBe(endOf(5) + 3)
  })

  test('maintenance: each old session is deleted once, those of open cases are not', async () => {
    await backUp()
    await house.run('assistant', addOldSessions(452))
    await home.query(openCase('very-old-7'))
    await home.query(openCase('very-old-300'))
    const others = async () =>
      JSON.stringify(
        await house.run(
          'assistant',
          `SELECT s.session_id, count(m.*), sum(hashtext(m::text)) FROM ai_sessions s LEFT JOIN ai_messages m USING (session_id)
           WHERE session_id NOT LIKE 'very-old-%' OR session_id IN ('very-old-7', 'very-old-300') GROUP BY 1 ORDER BY 1`,
        ),
      )
    const wanted = await others()
    const run = await survive({
      command: '/maintenance older than 90d because the disk fills',
      asker: 'petros',
      approver: 'anna',
      typed: '900',
    })
    const [left] = await house.run(
      'assistant',
      "SELECT count(*)::int AS sessions FROM ai_sessions WHERE session_id LIKE 'very-old-%'",
    )
    const deletions = await house.run(
      'assistant',
      'SELECT sessions, messages FROM ai_deletions ORDER BY sessions DESC',
      'superuser',
    )
    const gone = deletions.reduce((sum, { sessions }) => sum + Number(sessions), 0)
    const isSame = (await others()) === wanted
    await note(run, 'maintenance', isSame, `${gone} / 450`)
    expect([run.status, left, isSame]).toEqual(['done', { sessions: 2 }, true])
    expect(deletions).toEqual([200, 200, 50].map((sessions) => ({ sessions, messages: 2 * sessions })))
    expect(detailsOf(run)).toContain('450 sessions with 900 messages of 450 deleted.')
    expect(run.kills).toBe(endOf(13) + 9)
  })

  test('a restore: the database is what was backed up, and the safety backup holds what was there', async () => {
    const wanted = await house.live()
    const backup = await backUp()
    await house.run('assistant', damage)
    const damaged = await house.live()
    const before = await shelf()
    const run = await survive(restoring(backup))
    const isSame = await isLive(wanted)
    await note(run, 'restore', isSame)
    expect([run.status, await shelf()]).toEqual(['done', before + 1])
    expect(await house.live()).toEqual(wanted)
    await goBackTo((await house.parts.shelf.names())[0] ?? '')
    expect(await house.live()).toEqual(damaged)
    await goBackTo(backup)
    expect(run.kills).toBe(endOf(13) + 3)
  })

  test('a restore that is taken back: the database is what it was before', async () => {
    const backup = await backUp()
    await house.run('assistant', damage)
    const wanted = await house.live()
    const broken = whenStored('step-began', 8, () =>
      agent.control('ai_assistant', { health: 'down', dependencies: { database: { state: 'down' } } }),
    )
    const mended = whenStored('step-ended', 11, () => agent.control('ai_assistant', {}))
    const run = await survive({ ...restoring(backup), from: endOf(11) })
    await Promise.all([broken, mended])
    const isSame = await isLive(wanted)
    await note(run, 'restore, rolled back', isSame)
    expect(run.status).toBe('failed')
    expect(await house.live()).toEqual(wanted)
    expect(detailsOf(run)).toMatch(/database down.*was restored and compared with its manifest/s)
    // The step that fails, five of the way back, the end, and the case that the bot opens of it.
    expect(run.kills).toBe(1 + 2 * 5 + 1 + 1)
  })

  const restoring = (backup: string): KilledProcedure => ({
    command: `/restore ${backup} because somebody deleted too much`,
    asker: 'petros',
    approver: 'anna',
    typed: backup,
  })

  /** Does something as soon as the newest run has stored an event. */
  async function whenStored(type: string, step: number, then: () => void): Promise<void> {
    const [last] = await home.query<{ number: number }>('SELECT coalesce(max(number), 0) AS number FROM runs')
    const sql = "SELECT 1 FROM run_events WHERE run > $1 AND type = $2 AND (fact->>'step')::integer = $3"
    const look = async () => (await home.query(sql, [last?.number, type, step])).length > 0
    await eventually(look, { within: 300_000 })
    then()
  }
})

/** Of each step that the agent does, how many calls of it the agent set out to do. */
function intentsOfSteps({ events }: Survivor, intents: string[]): number[] {
  const begun = events.flatMap(({ type, fact }) => (type === 'step-began' && fact.operation) || [])
  return begun.map((operation) => intents.filter((id) => id.startsWith(operation)).length)
}

/** How many there should be: one, and of the deletion one for each two hundred sessions. */
const callsOf =
  (plan: Plan) =>
  ({ type, fact }: Survivor['events'][number]): number[] => {
    if (type !== 'step-began' || !fact.operation) return []
    const planned = stepsOf(plan)[(fact.step ?? 0) - 1]
    return [planned?.kind === 'batches' && planned.verb === 'delete_sessions' ? 3 : 1]
  }
