import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { localTools } from '../../../src/agent/backups/local-tools.ts'
import type { PgCall } from '../../../src/agent/backups/pg-tools.ts'
import { actVerbs, type OperationCall } from '../../../src/agent-api.ts'
import { startTestAgent, type TestAgent } from '../../harness/agent.ts'
import { agentCalls } from '../../harness/agent-calls.ts'
import { type BackupHouse, backupHouse } from '../../harness/backups.ts'
import { eventually } from '../../harness/eventually.ts'
import { describeWith, pgClient } from '../../harness/needs.ts'
import { byShell, recordSpawned, type SpawnRecord } from '../../harness/spawned.ts'

describeWith(pgClient, 'the verbs of backups', (programs) => {
  let house: BackupHouse
  let agent: TestAgent
  let spawned: SpawnRecord
  const { read, perform, found, refusal, journal } = agentCalls(() => agent)
  const create = async () =>
    actVerbs.create_backup.response.parse((await perform({ verb: 'create_backup', request: {} })).result)

  beforeAll(async () => {
    spawned = recordSpawned()
    house = await backupHouse(programs)
    agent = await startTestAgent({ backups: house.parts, secrets: house.passwords })
  }, 60_000)
  afterAll(async () => {
    spawned.end()
    await agent.close()
    await house.close()
  }, 60_000)

  test('tell what there is, make, prove, restore and remove', async () => {
    const means = await read('backup_means', {})
    expect(means).toMatchObject({ refusal: null, tools: expect.stringMatching(/^\d\d/) })
    expect(means.estimated_bytes).toBeGreaterThan(0)
    expect(await read('backups', {})).toEqual({ backups: [] })
    const made = await create()
    const { backup, manifest_digest } = made
    expect(made.bytes).toBeGreaterThan(100_000)
    const restoring: OperationCall = { verb: 'restore_backup', request: { backup, manifest_digest } }
    const before = await house.live()
    expect((await perform(restoring)).result).toMatchObject({ backup, untouched: true })
    expect((await read('stored_rows', {})).rows).toMatchObject({ ai_messages: 300, ai_sessions: 3 })
    await house.run('assistant', 'DELETE FROM ai_sessions; DROP TABLE ai_feedback')
    expect((await read('stored_rows', {})).rows).toMatchObject({ ai_messages: 0, ai_sessions: 0 })
    expect((await read('stored_rows', {})).rows).not.toHaveProperty('ai_feedback')
    expect((await perform(restoring)).error?.code).toBe('not_proved')
    expect((await perform({ verb: 'prove_backup', request: { backup } })).result).toMatchObject({
      manifest_digest,
    })
    expect((await perform(restoring)).result).toMatchObject({
      backup,
      rows: { ai_messages: 300, ai_sessions: 3 },
      untouched: false,
    })
    expect(await house.live()).toEqual(before)

    // The newest of three is kept, and the only one that was proved.
    const [second, third] = [await create(), await create()]
    const pruned = await perform({ verb: 'prune_backups', request: { keep: 1, spare: [] } })
    expect(pruned.result).toEqual({ removed: [second.backup], kept: [third.backup, backup] })
    const { backups } = await read('backups', {})
    expect(backups.map((one) => [one.backup, one.proof?.outcome])).toEqual([
      [third.backup, undefined],
      [backup, 'proved'],
    ])
    rmSync(join(house.parts.shelf.folder, third.backup, 'ops_db.sql'))
    expect((await read('backups', {})).backups[0]?.unusable).toContain('ops_db.sql')
    expect(readdirSync(house.parts.shelf.folder)).toHaveLength(2)
  }, 120_000)

  test('run one at a time, and what would cut them waits', async () => {
    await agent.put('first', { verb: 'create_backup', request: {} })
    const others: OperationCall[] = [
      { verb: 'create_backup', request: {} },
      { verb: 'prove_backup', request: { backup: 'ai_assistant_20200101_000000' } },
      { verb: 'prune_backups', request: { keep: 1, spare: [] } },
      { verb: 'restart', request: { service: 'db' } },
    ]
    for (const [at, call] of others.entries()) {
      expect(await refusal(await agent.put(`other-${at}`, call))).toEqual([409, 'busy'])
    }
    await eventually(async () => (await found('first')).state === 'done')
  }, 60_000)

  test.each<[OperationCall, string]>([
    [{ verb: 'prove_backup', request: { backup: '../etc' } }, 'a path'],
    [{ verb: 'prune_backups', request: { keep: 0, spare: [] } }, 'none'],
    [
      { verb: 'restore_backup', request: { backup: 'ai_assistant_20200101_000000', manifest_digest: '' } },
      'no digest',
    ],
  ])('refuse what is no call of theirs: %j', async (call) => {
    expect(await refusal(await agent.put('bad', call))).toEqual([400, 'bad_request'])
  })

  test('no secret of theirs stands in what is started, answered or kept', async () => {
    const started = spawned.all.filter(({ file }) => file.startsWith(programs))
    expect(started.length).toBeGreaterThan(10)
    expect(byShell(started)).toEqual([])
    const { backups } = await read('backups', {})
    const told = JSON.stringify([started.map(({ args }) => args), backups, journal()])
    for (const secret of [...house.passwords, 'settings-secret']) expect(told).not.toContain(secret)
    // The settings are copied as they are, for their owner alone.
    const [newest] = backups
    const copy = join(house.parts.shelf.folder, newest?.backup ?? '', 'settings.env')
    expect(readFileSync(copy, 'utf8')).toContain('settings-secret')
  })
})

test('where the programs are not, it is said before anything begins', async () => {
  const url = 'postgres://somebody:secret-of-somebody@127.0.0.1:9/nothing'
  const server = { ownerUrl: url, makerUrl: url }
  const tools = localTools({ assistant: server, ops: server }, { path: '/nowhere', roots: [] })
  const call: PgCall = { program: 'psql', server: 'ops', as: 'owner', args: [], name: 'x' }
  await expect(tools.start(call, new AbortController().signal)).rejects.toMatchObject({
    code: 'no_pg_tools',
    status: 503,
    action: expect.stringContaining('postgresql-client-17'),
  })
})
