import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { execute } from '../../src/sops/execute.ts'
import type { OpenCases } from '../../src/sops/open-cases.ts'
import type { Run } from '../../src/sops/run.ts'
import { type BackupHouse, backupHouse } from '../harness/backups.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { describeWith, pgClient } from '../harness/needs.ts'
import { type RunsHouse, runsHouse } from '../harness/runs.ts'

describeWith(pgClient, 'maintenance', (programs) => {
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
    db = await connected()
    house = await runsHouse({
      databaseUrl: scratch.url,
      maintenanceUrl: scratch.url,
      backups: databases.parts,
    })
  })
  afterEach(async () => {
    await house.close()
    await db.end()
    await scratch.drop()
  })

  async function connected(): Promise<Client> {
    const client = new Client({ connectionString: scratch.url })
    // Tests throw everybody out.
    client.on('error', () => undefined)
    await client.connect()
    return client
  }

  const cutoff = '2026-10-30T00:00:00.000Z'

  /** Sessions with two messages each. */
  async function addSessions(prefix: string, count: number, begun = '2026-09-01T08:00:00Z'): Promise<void> {
    await db.query(
      `WITH begun AS (
       INSERT INTO ai_sessions (session_id, created_at)
       SELECT $1 || n, $3::timestamptz + n * interval '1 second' FROM generate_series(1, $2) AS n
       RETURNING session_id, created_at
     ) INSERT INTO ai_messages (message_id, session_id, role, content, created_at)
     SELECT gen_random_uuid(), session_id, 'user', 'why?', created_at FROM begun, generate_series(1, 2)`,
      [prefix, count, begun],
    )
  }

  async function openCase(sessionId: string): Promise<void> {
    const { cases } = house
    await cases.open({
      sourceKey: randomUUID(),
      place: { platform: 'web', thread: 'a' },
      openedBy: 'maria',
      question: 'It leaks.',
      machineModel: null,
      sessionId,
      evidence: { requestId: 'r' },
    })
  }

  const countOf = async (table: string): Promise<number> =>
    (await db.query(`SELECT count(*)::int AS n FROM ${table}`)).rows[0].n
  const deletedBefore = async (): Promise<number> =>
    (await db.query('SELECT coalesce(sum(sessions), 0)::int AS n FROM ai_deletions')).rows[0].n
  const ask = (by = 'petros'): Promise<Run> => house.ask('maintenance', by, { cutoff })
  const approve = ({ number, plan }: Run, typed = plan.found?.['messages']): Promise<Run> =>
    house.runs.approve(
      { number, digest: plan.digest, ...(typed !== undefined && { typed }) },
      house.actor('anna'),
    )
  const evidence = ({ state }: Run) =>
    Object.fromEntries(
      state.steps.flatMap(({ ending }) => (ending?.evidence ?? []).map(({ label, value }) => [label, value])),
    )

  /** The cases, and something that happens when they are looked up the so-many-th time while a run is under way. */
  function casesWith(happens: () => Promise<unknown>, time = 2): OpenCases {
    let looked = 0
    return {
      sessionsOfOpen: async () => {
        looked += 1
        if (looked === time) await happens()
        return await house.cases.sessionsOfOpen()
      },
    }
  }

  test('the plan counts what goes; done, that is gone and the rest is not', async () => {
    await addSessions('old', 5)
    await addSessions('new', 3, '2026-11-20T08:00:00Z')
    await openCase('old2')
    await db.query(
      "INSERT INTO ai_messages (message_id, session_id, role, content) VALUES ($1, 'old3', 'user', 'still?')",
      [randomUUID()],
    )
    const planned = await ask()
    expect(planned.plan).toMatchObject({
      title: 'Delete 3 old sessions and clean the database',
      facts: [
        { label: 'Begun before', value: '30 Oct, 02:00 EET' },
        { label: 'To be deleted', value: '3 sessions with 6 messages' },
        { label: 'Old, and kept', value: '1 of open cases, 1 used since' },
      ],
      found: { sessions: '3', messages: '6', spared: '["old2"]' },
      lock: 'database',
    })
    const done = await execute(await approve(planned), house.executeParts())
    expect([done.state.status, done.state.why]).toEqual(['done', null])
    expect(await db.query('SELECT session_id FROM ai_sessions ORDER BY 1')).toMatchObject({
      rows: ['new1', 'new2', 'new3', 'old2', 'old3'].map((session_id) => ({ session_id })),
    })
    expect(evidence(done)).toMatchObject({
      Deleted: '3 sessions with 6 messages',
      Database: expect.stringMatching(/ before, .* now$/),
    })
    const { rows } = await db.query(
      "SELECT count(*)::int AS n FROM pg_stat_user_tables WHERE last_vacuum IS NOT NULL AND relname ~ '^(ai|knowledge)_'",
    )
    expect(rows[0].n).toBe(5)
  }, 60_000)

  describe('an approval', () => {
    test.each(['', '5', '60', 'six'])('is nothing where %j is typed for the number', async (typed) => {
      await addSessions('old', 3)
      const planned = await ask()
      await expect(approve(planned, typed)).rejects.toMatchObject({ code: 'not_typed' })
      expect((await house.runs.find(planned.number))?.state.status).toBe('waiting')
    })

    test('takes no number where nothing goes, and one as people write it', async () => {
      expect((await approve(await ask(), undefined)).state.status).toBe('running')
    })

    test('takes the number as the card writes it', async () => {
      await addSessions('old', 600)
      expect((await approve(await ask(), ' 1,200 ')).state.status).toBe('running')
    }, 60_000)

    test.each<[string, () => Promise<unknown>]>([
      ['another old session is there', () => addSessions('late', 1)],
      ['one of them is used', () => addMessage('old1')],
      ['a case is opened about one', () => openCase('old1')],
      ['somebody else deleted one', () => db.query("DELETE FROM ai_sessions WHERE session_id = 'old1'")],
    ])('is void when %s', async (_, happens) => {
      await addSessions('old', 3)
      const planned = await ask()
      await happens()
      await expect(approve(planned)).rejects.toThrow(/plan has changed/i)
      expect((await house.runs.find(planned.number))?.state.status).toBe('void')
      expect(await deletedBefore()).toBe(0)
    })

    test('stands when a case is opened about a session that stays anyway', async () => {
      await addSessions('old', 1)
      await addSessions('new', 1, '2026-11-20T08:00:00Z')
      const planned = await ask()
      await openCase('new1')
      expect((await approve(planned)).state.status).toBe('running')
    })

    test('is another senior’s', async () => {
      const planned = await ask('anna')
      await expect(approve(planned)).rejects.toMatchObject({ code: 'own_request' })
      await expect(ask('nikos')).rejects.toMatchObject({ status: 403 })
    })
  })

  async function addMessage(sessionId: string): Promise<void> {
    await db.query(
      "INSERT INTO ai_messages (message_id, session_id, role, content) VALUES ($1, $2, 'user', 'x')",
      [randomUUID(), sessionId],
    )
  }

  test('a case that is opened while it deletes keeps its session', async () => {
    await addSessions('old', 450)
    const approved = await approve(await ask())
    // The plan was made; from here on the first look is that of the first batch.
    const cases = casesWith(() => openCase('old420'))
    const done = await execute(approved, { ...house.executeParts(), cases })
    expect(done.state.status).toBe('done')
    expect(evidence(done)['Deleted']).toBe('449 sessions with 898 messages')
    expect((await db.query('SELECT session_id FROM ai_sessions')).rows).toEqual([{ session_id: 'old420' }])
  }, 60_000)

  test('never more goes than was approved', async () => {
    await addSessions('old', 3)
    const approved = await approve(await ask())
    const cases = casesWith(() => addSessions('moved', 5), 1)
    const after = await execute(approved, { ...house.executeParts(), cases })
    expect(await deletedBefore()).toBe(3)
    expect(after.state).toMatchObject({
      status: 'failed',
      why: expect.stringMatching(/5 sessions .* are left/),
    })
  }, 90_000)

  test('it stops after any batch, and says how far it was', async () => {
    await addSessions('old', 450)
    const approved = await approve(await ask())
    const cases = casesWith(() => house.runs.stopAfterStep(approved.number, house.actor('petros')), 1)
    const stopped = await execute(approved, { ...house.executeParts(), cases })
    expect(stopped.state.status).toBe('stopped')
    expect(stopped.state.steps[1]?.ending?.detail).toBe(
      '200 sessions with 400 messages of 450 deleted. Then it was stopped.',
    )
    expect([await countOf('ai_sessions'), await countOf('ai_messages')]).toEqual([250, 500])
  }, 60_000)

  describe('nothing is deleted twice, and none is forgotten', () => {
    test('when the bot is killed between two batches', async () => {
      await addSessions('old', 450)
      const approved = await approve(await ask())
      const killed = new AbortController()
      const cases = casesWith(async () => killed.abort(new Error('killed')))
      await expect(execute(approved, { ...house.executeParts(killed.signal), cases })).rejects.toThrow(
        'killed',
      )
      const run = (await house.runs.find(approved.number)) as Run
      const done = await execute(run, house.executeParts())
      expect(done.state.status).toBe('done')
      expect(evidence(done)['Deleted']).toBe('450 sessions with 900 messages')
      expect([await deletedBefore(), await countOf('ai_sessions')]).toEqual([450, 0])
    }, 60_000)

    test('when the agent is killed in the middle of one', async () => {
      await addSessions('old', 450)
      const approved = await approve(await ask())
      const holder = await connected()
      const cases = casesWith(async () => {
        await holder.query('BEGIN')
        await holder.query('LOCK ai_feedback IN ACCESS EXCLUSIVE MODE')
        setTimeout(() => void house.testAgent.reopen().then(() => holder.query('COMMIT')), 300)
      })
      const done = await execute(approved, { ...house.executeParts(), cases })
      await holder.end()
      expect([done.state.status, done.state.why]).toEqual(['done', null])
      expect(evidence(done)['Deleted']).toBe('450 sessions with 900 messages')
      expect([await deletedBefore(), await countOf('ai_sessions')]).toEqual([450, 0])
    }, 60_000)
  })

  test('a database that is away is said, with nothing deleted; retried, it goes on', async () => {
    await addSessions('old', 3)
    const approved = await approve(await ask())
    await scratch.pause()
    const failed = await execute(approved, house.executeParts())
    expect(failed.state).toMatchObject({ status: 'failed', current: 2 })
    expect(failed.state.why).toMatch(/database did not answer/i)
    await scratch.resume()
    db = await connected()
    const retried = await house.runs.retry(failed.number, 2, house.actor('petros'))
    const done = await execute(retried, house.executeParts())
    expect([done.state.status, await deletedBefore()]).toEqual(['done', 3])
  }, 90_000)

  test('a batch that fails leaves those before it done; retried, it goes on with the rest', async () => {
    await addSessions('old', 450)
    const approved = await approve(await ask())
    const holder = await connected()
    const cases = casesWith(async () => {
      await holder.query('BEGIN')
      await holder.query('LOCK ai_feedback IN ACCESS EXCLUSIVE MODE')
    })
    const failed = await execute(approved, { ...house.executeParts(), cases })
    await holder.end()
    expect(failed.state).toMatchObject({ status: 'failed', current: 2 })
    expect(failed.state.why).toMatch(
      /did not let go.* Before that: 200 sessions with 400 messages of 450 deleted/,
    )
    const retried = await house.runs.retry(failed.number, 2, house.actor('petros'))
    const done = await execute(retried, house.executeParts())
    expect([done.state.status, await deletedBefore(), await countOf('ai_sessions')]).toEqual(['done', 450, 0])
  }, 60_000)

  test.each(['', 'yesterday', '2026-10-30'])(
    '%j is no moment before which sessions are old',
    async (text) => {
      await expect(house.ask('maintenance', 'petros', { cutoff: text })).rejects.toMatchObject({
        code: 'bad_cutoff',
      })
    },
  )
})
