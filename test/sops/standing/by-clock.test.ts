import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { backupShelf } from '../../../src/agent/backups/shelf.ts'
import { execute } from '../../../src/sops/execute.ts'
import type { Run } from '../../../src/sops/run.ts'
import { type DueParts, runDue } from '../../../src/sops/schedules/run-due.ts'
import type { Standing } from '../../../src/sops/standing/standing.ts'
import { type BackupHouse, backupHouse } from '../../harness/backups.ts'
import { type ScratchDatabase, scratchDatabase } from '../../harness/database.ts'
import { describeWith, pgClient } from '../../harness/needs.ts'
import { type RunsHouse, runsHouse } from '../../harness/runs.ts'

describeWith(pgClient, 'maintenance by the clock', (programs) => {
  let house: RunsHouse
  /** The assistant's database, and a connection to it. */
  let scratch: ScratchDatabase
  let db: Client
  /** Whose backup, proved, is what maintenance wants to be there. */
  let databases: BackupHouse
  beforeAll(async () => {
    databases = await backupHouse(programs)
    const making = await runsHouse({ backups: databases.parts })
    const made = await execute(await making.ask('backup', 'nikos', {}), making.executeParts())
    expect(made.state.status).toBe('done')
    await making.close()
  }, 120_000)
  afterAll(() => databases.close())
  beforeEach(async () => {
    scratch = await scratchDatabase('assistant')
    db = new Client({ connectionString: scratch.url })
    await db.connect()
    house = await houseWith(databases.parts)
  })
  afterEach(async () => {
    await house.close()
    await db.end()
    await scratch.drop()
  })

  const name = 'weekly-maintenance'

  async function houseWith(backups: BackupHouse['parts']): Promise<RunsHouse> {
    const made = await runsHouse({ databaseUrl: scratch.url, maintenanceUrl: scratch.url, backups })
    made.runbook.schedules = made.runbook.schedules.filter((schedule) => schedule.name === name)
    return made
  }

  /** Sessions with two messages each, begun long ago. */
  async function addSessions(prefix: string, count: number): Promise<void> {
    await db.query(
      `WITH begun AS (
       INSERT INTO ai_sessions (session_id, created_at)
       SELECT $1 || n, now() - interval '60 days' FROM generate_series(1, $2) AS n
       RETURNING session_id, created_at
     ) INSERT INTO ai_messages (message_id, session_id, role, content, created_at)
     SELECT gen_random_uuid(), session_id, 'user', 'why?', created_at FROM begun, generate_series(1, 2)`,
      [prefix, count],
    )
  }

  const sessions = async (): Promise<number> =>
    (await db.query('SELECT count(*)::int AS n FROM ai_sessions')).rows[0].n

  let asked = 0
  async function standing(maximum: number): Promise<Standing> {
    asked += 1
    const place = { platform: 'web', thread: 'a' }
    const wanted = { schedule: name, maximum, key: `key ${asked}`, place }
    const { id } = await house.standing.ask(wanted, house.actor('petros'))
    return await house.standing.approve(id, String(maximum), house.actor('anna'))
  }

  /** Makes it due now. */
  async function due(parts: DueParts = house.dueParts()): Promise<Date> {
    await runDue(parts)
    const at = house.clock.now()
    await house.db.schedule.updateMany({ data: { nextDueAt: at } })
    return at
  }

  const listed = async () => (await house.schedules.list())[0]
  const runs = (): Promise<Run[]> => house.runs.recent(9)
  const refusals = async (): Promise<unknown[]> => {
    const rows = await house.db.audit.findMany({ where: { outcome: 'refused' }, orderBy: { id: 'asc' } })
    return rows.map(({ person, action, detail }) => [person, action, (detail as { code: string }).code])
  }

  test('it runs under what was approved, once among three bots, and says on whose word', async () => {
    await addSessions('old', 3)
    const { id, digest } = await standing(6)
    const bots = [house.dueParts(), house.dueParts(), house.dueParts()]
    const at = await due(bots[0])
    for (let times = 0; times < 3; times += 1) await Promise.all(bots.map(runDue))
    const [begun, ...others] = await runs()
    expect(others).toEqual([])
    expect(begun?.plan.parameters).toEqual({ cutoff: new Date(at.getTime() - 30 * 86_400_000).toISOString() })
    expect(begun?.events).toEqual([
      expect.objectContaining({ type: 'requested', by: `schedule:${name}` }),
      expect.objectContaining({
        type: 'approved',
        by: 'anna',
        how: 'standing',
        digest: begun?.plan.digest,
        standing: { id, digest, maximum: 6, askedBy: 'petros' },
      }),
    ])
    const done = await execute(begun as Run, house.executeParts())
    expect([done.state.status, done.state.why]).toEqual(['done', null])
    expect(await sessions()).toBe(0)
    expect(await listed()).toMatchObject({ problem: null, last: { number: done.number } })
    const approved = await house.db.audit.findFirstOrThrow({ where: { action: 'run.approved' } })
    expect(approved).toMatchObject({ person: 'anna', place: 'schedule', verified: true })
    expect(approved.detail).toMatchObject({ approvedBy: 'anna', approval: 'standing' })
    expect(await refusals()).toEqual([])
  }, 90_000)

  test('more than the maximum does not begin: both numbers are told, once; a higher one lets it begin', async () => {
    await addSessions('old', 3)
    await standing(5)
    const parts = house.dueParts()
    await due(parts)
    for (let times = 0; times < 3; times += 1) await runDue(parts)
    expect(await runs()).toEqual([])
    expect((await listed())?.problem).toMatch(
      /^weekly-maintenance would delete 6 messages; its standing approval is for at most 5 messages\. Nothing ran\./,
    )
    expect(await refusals()).toEqual([[`schedule:${name}`, 'run.requested', 'over_maximum']])
    await standing(6)
    await runDue(parts)
    expect((await runs()).map(({ state }) => state.status)).toEqual(['running'])
  })

  test('a plan in which nothing goes runs under it too, whatever backups there are', async () => {
    await standing(1)
    const parts = house.dueParts()
    await due(parts)
    house.clock.wind(49 * 3_600_000)
    await runDue(parts)
    const [begun] = await runs()
    expect((await execute(begun as Run, house.executeParts())).state.status).toBe('done')
  }, 60_000)

  test('without a proved backup that is young enough nothing goes', async () => {
    await addSessions('old', 1)
    await standing(10)
    const parts = house.dueParts()
    await due(parts)
    house.clock.wind(49 * 3_600_000)
    await runDue(parts)
    await runDue(parts)
    expect(await runs()).toEqual([])
    expect((await listed())?.problem).toMatch(
      /^The newest proved backup is of .*; what deletes or restores wants one no older than 48 hours\. Nothing ran\. Type \/ai backup/,
    )
    expect(await refusals()).toEqual([[`schedule:${name}`, 'run.requested', 'not_now']])
  })

  test('nor where there is none at all', async () => {
    await house.close()
    house = await houseWith({ ...databases.parts, shelf: backupShelf(join(databases.folder, 'none')) })
    await addSessions('old', 1)
    await standing(10)
    const parts = house.dueParts()
    await due(parts)
    await runDue(parts)
    expect(await runs()).toEqual([])
    expect((await listed())?.problem).toMatch(
      /^There is no proved backup; what deletes or restores wants one/,
    )
  })

  test.each<[string, () => Promise<unknown>]>([
    ['revoked', () => house.standing.revoke(name, house.actor('petros'))],
    ['of another digest', () => house.db.standingApproval.updateMany({ data: { digest: 'other' } })],
    ['over', async () => house.clock.wind(92 * 86_400_000)],
    ['of somebody who has left', async () => leave('anna')],
  ])('an approval that is %s begins nothing, not even a plan', async (_, happens) => {
    await standing(10)
    const parts = house.dueParts()
    await due(parts)
    await happens()
    await runDue(parts)
    expect(await runs()).toEqual([])
    expect(await refusals()).toEqual([[`schedule:${name}`, 'run.requested', 'no_standing']])
  })

  function leave(id: string): void {
    const all = house.people.current.all.filter((person) => person.id !== id)
    house.people.current = { ...house.people.current, all, byId: (of) => all.find((one) => one.id === of) }
  }

  test('revoked after the plan was made and before it begins: it does not', async () => {
    await standing(10)
    const { store } = house
    const runsThatWait = house.runsOver({
      ...store,
      request: async (run, origin) => {
        await house.standing.revoke(name, house.actor('petros'))
        return await store.request(run, origin)
      },
    })
    const parts = { ...house.dueParts(), runs: runsThatWait }
    await due(parts)
    await runDue(parts)
    expect(await runs()).toEqual([])
    expect((await listed())?.problem).toMatch(/^The standing approval has just ended\. Nothing ran\./)
  })

  test('a bot that ends between the request and the next due time: the next finds its run, also if it was revoked since', async () => {
    await standing(10)
    const parts = house.dueParts()
    await due(parts)
    await runDue({
      ...parts,
      store: {
        ...parts.store,
        begin: (of, now, work) =>
          parts.store.begin(of, now, async (at) => {
            await work(at)
            throw new Error('killed')
          }),
      },
    })
    const [begun] = await runs()
    await house.standing.revoke(name, house.actor('petros'))
    await runDue(house.dueParts())
    expect(await runs()).toHaveLength(1)
    expect(await listed()).toMatchObject({ problem: null, last: { number: begun?.number } })
  })
})
