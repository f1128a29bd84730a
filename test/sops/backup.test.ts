import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { execute } from '../../src/sops/execute.ts'
import type { Run } from '../../src/sops/run.ts'
import { alterFile, type BackupHouse, backupHouse } from '../harness/backups.ts'
import { describeWith, pgClient } from '../harness/needs.ts'
import { type RunsHouse, runsHouse } from '../harness/runs.ts'

const dayMs = 86_400_000

test('where the programs are missing, that is said before anything is begun', async () => {
  const house = await runsHouse()
  try {
    const run = await execute(await house.ask('backup', 'nikos', {}), house.executeParts())
    expect(run.state).toMatchObject({ status: 'failed', current: 1 })
    expect(run.state.steps.map(({ state }) => state)).toEqual(['failed', ...Array(4).fill('ahead')])
  } finally {
    await house.close()
  }
})

describeWith(pgClient, 'a backup', (programs) => {
  let databases: BackupHouse
  let house: RunsHouse
  beforeEach(async () => {
    databases = await backupHouse(programs)
    const url = databases.urlOf('assistant', 'superuser')
    house = await runsHouse({ backups: databases.parts, maintenanceUrl: url })
  }, 60_000)
  afterEach(async () => {
    await house.close()
    await databases.close()
  }, 60_000)

  const shelf = () => readdirSync(join(databases.folder, 'backups'))
  const backUp = async (): Promise<Run> =>
    execute(await house.ask('backup', 'nikos', {}), house.executeParts())
  const evidence = ({ state }: Run) =>
    Object.fromEntries(
      state.steps.flatMap(({ ending }) => (ending?.evidence ?? []).map(({ label, value }) => [label, value])),
    )

  test('is written, restored, compared and listed; the oldest go', async () => {
    house.runbook.backups.keep = 1
    const first = await backUp()
    expect([first.state.status, first.state.why]).toEqual(['done', null])
    expect(evidence(first)).toMatchObject({
      Backup: expect.stringMatching(/^ai_assistant_\d{8}_\d{6}$/),
      Holds: expect.stringMatching(/[1-9]\d* sessions?, [1-9]\d* messages?, .*manuals?, .*audit rows?/),
      Proved: expect.stringMatching(/restored and compared/),
    })
    const second = await backUp()
    expect(second.state.status).toBe('done')
    expect(shelf()).toEqual([evidence(second)['Backup']])
  }, 90_000)

  test('killed anywhere is gone on with, and nothing half written counts', async () => {
    const run = await house.ask('backup', 'nikos', {})
    const killed = new AbortController()
    const parts = house.executeParts(killed.signal)
    let created = 0
    const begin: typeof parts.agent.begin = async (id, call, signal) => {
      const begun = await house.agent.begin(id, call, signal)
      if (call.verb === 'create_backup' && ++created === 1) await house.testAgent.reopen()
      if (call.verb === 'prove_backup') killed.abort(new Error('killed'))
      return begun
    }
    await expect(execute(run, { ...parts, agent: { ...house.agent, begin } })).rejects.toThrow('killed')
    const left = (await house.runs.find(run.number)) as Run
    const done = await execute(left, house.executeParts())
    expect([done.state.status, done.state.why]).toEqual(['done', null])
    const { backups } = await house.agent.read('backups', {})
    expect(backups.map(({ unusable }) => unusable)).toEqual(backups.map(() => null))
    expect(await databases.leftOnServer()).toEqual([])
  }, 90_000)

  test('that was changed since its proof is none', async () => {
    const made = evidence(await backUp())['Backup'] ?? ''
    await alterFile(join(databases.folder, 'backups', made, 'manifest.json'), (text) =>
      text.replace(/\d/, '7'),
    )
    const { backups } = await house.agent.read('backups', {})
    expect(
      backups.map(({ backup, proof, unusable }) => [
        backup,
        proof?.outcome === 'proved' && unusable === null,
      ]),
    ).toEqual([[made, false]])
  }, 90_000)

  test('is what maintenance wants before it deletes: proved, and young enough', async () => {
    await databases.run(
      'assistant',
      `INSERT INTO ai_sessions (session_id, created_at) VALUES ('very-old', '2026-01-01');
       INSERT INTO ai_messages (message_id, session_id, role, content, created_at)
       VALUES ('${randomUUID()}', 'very-old', 'user', 'why?', '2026-01-01')`,
      'superuser',
    )
    const planned = await house.ask('maintenance', 'petros', { cutoff: '2026-01-02T00:00:00.000Z' })
    const decision = { number: planned.number, digest: planned.plan.digest, typed: '1' }
    const approve = () => house.runs.approve(decision, house.actor('anna'))
    await expect(approve()).rejects.toThrow(
      /There is no proved backup; .* no older than 48 hours. Nothing ran/,
    )
    expect((await backUp()).state.status).toBe('done')
    house.clock.wind(3 * dayMs)
    const again = await house.ask('maintenance', 'petros', { cutoff: '2026-01-02T00:00:00.000Z' })
    const late = { number: again.number, digest: again.plan.digest, typed: '1' }
    await expect(house.runs.approve(late, house.actor('anna'))).rejects.toThrow(/newest proved backup is of/)
    house.clock.wind(-3 * dayMs)
    expect((await house.runs.approve(late, house.actor('anna'))).state.status).toBe('running')
  }, 90_000)

  test('is not waited for in an emergency, which is reviewed', async () => {
    await databases.run(
      'assistant',
      `INSERT INTO ai_sessions (session_id, created_at) VALUES ('very-old', '2026-01-01');
       INSERT INTO ai_messages (message_id, session_id, role, content, created_at)
       VALUES ('${randomUUID()}', 'very-old', 'user', 'why?', '2026-01-01')`,
      'superuser',
    )
    const { number, plan } = await house.ask('maintenance', 'petros', { cutoff: '2026-01-02T00:00:00.000Z' })
    const reason = 'The disk is full and nobody can write.'
    const broken = await house.runs.breakGlass({ number, digest: plan.digest, reason }, house.actor('petros'))
    expect(broken.state).toMatchObject({ status: 'running', reviewOwed: true })
  }, 60_000)
})
