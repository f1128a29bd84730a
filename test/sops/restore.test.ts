import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { Client } from 'pg'
import type { BackupParts } from '../../src/agent/backups/backups.ts'
import { execute } from '../../src/sops/execute.ts'
import type { Run } from '../../src/sops/run.ts'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { alterFile, type BackupHouse, backupHouse } from '../harness/backups.ts'
import { describeWith, pgClient } from '../harness/needs.ts'
import { type RunsHouse, runsHouse } from '../harness/runs.ts'

describeWith(pgClient, 'a restore', (programs) => {
  let databases: BackupHouse
  let assistant: FakeAssistant
  let house: RunsHouse
  /** Whether pg_dump, from now on, ends at once. */
  let isWithoutDump = false
  /** Ends what an agent is at, as its death does. */
  let death: AbortController
  /** The name of the proved backup, and what the database held then. */
  let backup: string
  let then: unknown

  beforeEach(async () => {
    isWithoutDump = false
    death = new AbortController()
    databases = await backupHouse(programs)
    assistant = await startFakeAssistant()
    house = await runsHouse({ backups: breaking(databases.parts), assistantUrl: assistant.url })
    const made = await execute(await house.ask('backup', 'nikos', {}), house.executeParts())
    backup = made.state.steps[1]?.ending?.noted?.fullBackup ?? ''
    then = await databases.live()
  }, 90_000)
  afterEach(async () => {
    await house.close()
    await assistant.stop()
    await databases.close()
  }, 60_000)

  /** The same, with a program that can be broken, of an agent that can die. */
  const breaking = (parts: BackupParts): BackupParts => ({
    ...parts,
    get stopping() {
      return death.signal
    },
    tools: {
      ...parts.tools,
      start: (call, signal) =>
        parts.tools.start(
          isWithoutDump && call.program === 'pg_dump' ? { ...call, args: ['--no-such-option'] } : call,
          signal,
        ),
    },
  })
  const damage = () =>
    databases.run(
      'assistant',
      `DROP TABLE ai_feedback;
       DELETE FROM ai_messages WHERE role = 'user';
       UPDATE knowledge_documents SET title = 'wrong';`,
    )
  const ask = () => house.ask('restore', 'petros', { backup })
  const approve = ({ number, plan }: Run, typed = backup, by = 'anna') =>
    house.runs.approve({ number, digest: plan.digest, typed }, house.actor(by))
  const evidence = ({ state }: Run) =>
    Object.fromEntries(
      state.steps.flatMap(({ ending }) => (ending?.evidence ?? []).map(({ label, value }) => [label, value])),
    )
  const serviceState = async () =>
    (await house.agent.read('ps', {})).services.find(({ service }) => service === 'ai_assistant')?.state

  /** What is done whenever the agent is asked for a verb the nth time. */
  const whenAsked = (verb: string, at: Record<number, () => void | Promise<void>>) => {
    const parts = house.executeParts()
    // Nobody waits for the whole time-out of a health that never comes.
    const impatient = <Found extends Run | null>(run: Found): Found => {
      for (const step of run?.plan.steps ?? []) if (step.id === 'healthy') step.timeoutSeconds = 2
      return run
    }
    const store = {
      ...parts.store,
      find: async (number: number) => impatient(await house.store.find(number)),
    }
    let asked = 0
    const begin: typeof parts.agent.begin = async (id, call, signal) => {
      if (call.verb === verb) {
        asked += 1
        await at[asked]?.()
      }
      return await parts.agent.begin(id, call, signal)
    }
    return { ...parts, store, agent: { ...parts.agent, begin } }
  }

  test('brings back exactly what the manifest says, after a safety backup, and proves it', async () => {
    await damage()
    const planned = await ask()
    expect(planned.plan.facts).toEqual([
      { label: 'Backup', value: backup },
      { label: 'Made', value: expect.stringMatching(/^\d+ \w+, \d\d:\d\d/) },
      { label: 'Holds', value: '3 sessions, 300 messages, 5 manuals' },
      { label: 'Proved', value: expect.stringMatching(/^restored and compared \d+ \w+/) },
    ])
    const done = await execute(await approve(planned), house.executeParts())
    expect([done.state.status, done.state.why]).toEqual(['done', null])
    expect(await databases.live()).toEqual(then)
    expect(evidence(done)).toMatchObject({
      Restored: expect.stringMatching(/^[\d,]+ rows in \d+ tables, as the manifest says$/),
      'Sample chat': 'quoted from the manuals',
      'Sent again': '0 records',
    })
    expect(await serviceState()).toBe('running')
    // The damage can be had back too: the safety backup is proved, and younger than what was restored.
    const { backups } = await house.agent.read('backups', {})
    expect(backups.map(({ proof }) => proof?.outcome)).toEqual(['proved', 'proved'])
    expect(backups.map((one) => one.backup)).toEqual([evidence(done)['Safety backup'], backup])
    expect(await databases.leftOnServer()).toEqual([])
  }, 120_000)

  test('is approved by another senior alone, who types the name; with a young proved backup', async () => {
    await expect(house.ask('restore', 'nikos', { backup })).rejects.toMatchObject({ code: 'not_allowed' })
    const planned = await ask()
    await expect(approve(planned, backup, 'petros')).rejects.toMatchObject({ status: 403 })
    await expect(approve(planned, backup, 'nikos')).rejects.toMatchObject({ status: 403 })
    for (const typed of ['', 'yes', backup.slice(0, -1)]) {
      await expect(approve(planned, typed)).rejects.toThrow(
        'That is not the name of the backup. Nothing ran.',
      )
    }
    house.clock.wind(3 * 86_400_000)
    const late = await ask()
    await expect(approve(late)).rejects.toThrow(/newest proved backup is of .* Nothing ran/)
    const reason = 'All answers are wrong and nobody else is here.'
    const broken = { number: late.number, digest: late.plan.digest, reason }
    const begun = await house.runs.breakGlass(broken, house.actor('petros'))
    expect(begun.state).toMatchObject({ status: 'running', reviewOwed: true })
  }, 90_000)

  test('is planned only from a backup that is there, proved, and as it was when it was proved', async () => {
    const asked = (name: string) => house.ask('restore', 'petros', { backup: name })
    await expect(asked('ai_assistant_20200101_000000')).rejects.toThrow('There is no backup')
    await expect(asked('../etc')).rejects.toMatchObject({ code: 'bad_backup' })
    const planned = await ask()
    const folder = join(databases.folder, 'backups', backup)
    await alterFile(join(folder, 'manifest.json'), (text) => text.replace('"rows": 300', '"rows": 301'))
    await expect(asked(backup)).rejects.toThrow(`${backup} was not proved`)
    await expect(approve(planned)).rejects.toThrow(/Nothing ran/)
    rmSync(join(folder, 'ai_assistant_db.sql'))
    await expect(asked(backup)).rejects.toThrow('cannot be used')
    expect(await databases.live()).toEqual(then)
  }, 90_000)

  test('that does not bring it back to health is taken back, to the last row', async () => {
    await damage()
    const damaged = await databases.live()
    const parts = whenAsked('restore_backup', {
      1: () => house.testAgent.control('ai_assistant', { health: 'down' }),
      2: () => house.testAgent.control('ai_assistant', {}),
    })
    const failed = await execute(await approve(await ask()), parts)
    expect(failed.state).toMatchObject({
      status: 'failed',
      current: 11,
      rollback: { because: 'failed', step: 11, outcome: 'done' },
    })
    expect(await databases.live()).toEqual(damaged)
    expect(await serviceState()).toBe('running')
  }, 120_000)

  test('that cannot begin, since somebody holds a table, changes nothing, and the assistant runs again', async () => {
    await damage()
    const damaged = await databases.live()
    const holder = new Client({ connectionString: databases.urlOf('assistant', 'superuser') })
    await holder.connect()
    const parts = whenAsked('restore_backup', {
      1: async () => {
        await holder.query('BEGIN; LOCK TABLE ai_sessions IN ACCESS SHARE MODE')
      },
      2: async () => {
        await holder.query('ROLLBACK')
      },
    })
    const failed = await execute(await approve(await ask()), parts)
    await holder.end()
    expect(failed.state).toMatchObject({ status: 'failed', current: 8, rollback: { outcome: 'done' } })
    expect(failed.state.why).toContain('Somebody else holds a table')
    expect(await databases.live()).toEqual(damaged)
    expect(failed.state.steps[14]?.ending?.detail).toContain('nothing had to be changed')
    expect(await serviceState()).toBe('running')
  }, 120_000)

  test('before which somebody started the assistant and wrote changes nothing: what was written stays', async () => {
    const wrote = async () => {
      await house.agent.begin('by-somebody', { verb: 'start', request: { service: 'ai_assistant' } })
      await databases.run('assistant', "INSERT INTO ai_sessions (session_id) VALUES ('meanwhile')")
    }
    const failed = await execute(await approve(await ask()), whenAsked('prove_backup', { 1: wrote }))
    expect(failed.state).toMatchObject({ status: 'failed', current: 7, rollback: { outcome: 'done' } })
    expect(failed.state.why).toBe('ai_sessions has 4 rows, the backup 3.')
    expect(failed.state.steps[14]?.ending?.detail).toBe('Nothing had been changed.')
    const written = await databases.run(
      'assistant',
      "SELECT 1 FROM ai_sessions WHERE session_id = 'meanwhile'",
    )
    expect(written).toHaveLength(1)
    expect(await serviceState()).toBe('running')
  }, 120_000)

  test('has the assistant stopped again that somebody started meanwhile', async () => {
    await damage()
    const started = async () => {
      await house.agent.begin('by-somebody', { verb: 'start', request: { service: 'ai_assistant' } })
    }
    const done = await execute(await approve(await ask()), whenAsked('prove_backup', { 1: started }))
    expect([done.state.status, done.state.why]).toEqual(['done', null])
    expect(await databases.live()).toEqual(then)
  }, 120_000)

  test('has the backup kept that it waits to go back to, however many there are', async () => {
    house.runbook.backups.keep = 1
    const planned = await ask()
    const more = async () => execute(await house.ask('backup', 'nikos', {}), house.executeParts())
    expect((await more()).state.steps[3]?.ending?.detail).toBe('2 kept, 0 removed.')
    await house.runs.withdraw(planned.number, house.actor('petros'))
    expect((await more()).state.steps[3]?.ending?.detail).toBe('1 kept, 2 removed.')
  }, 120_000)

  test('whose way back failed has the backups kept that lead back', async () => {
    await damage()
    const holder = new Client({ connectionString: databases.urlOf('assistant', 'superuser') })
    await holder.connect()
    const parts = whenAsked('restore_backup', {
      1: () => house.testAgent.control('ai_assistant', { health: 'down' }),
      2: async () => {
        house.testAgent.control('ai_assistant', {})
        await holder.query('BEGIN; LOCK TABLE ai_sessions IN ACCESS SHARE MODE')
      },
    })
    const failed = await execute(await approve(await ask()), parts)
    await holder.query('ROLLBACK')
    await holder.end()
    expect(failed.state).toMatchObject({ status: 'failed', rollback: { outcome: 'failed' } })
    house.runbook.backups.keep = 1
    const next = await execute(await house.ask('backup', 'nikos', {}), house.executeParts())
    expect(next.state.steps[3]?.ending?.detail).toBe('3 kept, 0 removed.')
  }, 120_000)

  test('without a safety backup does not begin: the assistant runs again, nothing was changed', async () => {
    await damage()
    const damaged = await databases.live()
    const approved = await approve(await ask())
    isWithoutDump = true
    const failed = await execute(approved, house.executeParts())
    expect(failed.state).toMatchObject({ status: 'failed', current: 5, rollback: { outcome: 'done' } })
    expect(failed.state.steps[14]?.ending?.detail).toBe('Nothing had been changed.')
    expect(await databases.live()).toEqual(damaged)
    expect(await serviceState()).toBe('running')
  }, 120_000)

  test('is not repeated after a kill in its middle, of the bot or of the agent', async () => {
    await damage()
    const run = await approve(await ask())
    const killed = new AbortController()
    const parts = house.executeParts(killed.signal)
    const reopened = new Set<string>()
    const begin: typeof parts.agent.begin = async (id, call, signal) => {
      const begun = await house.agent.begin(id, call, signal)
      if (!reopened.has(call.verb) && call.verb !== 'stop') {
        const before = death
        death = new AbortController()
        before.abort(new Error('killed'))
        await house.testAgent.reopen()
      }
      reopened.add(call.verb)
      if (call.verb === 'restore_backup') killed.abort(new Error('killed'))
      return begun
    }
    await expect(execute(run, { ...parts, agent: { ...house.agent, begin } })).rejects.toThrow('killed')
    const left = (await house.runs.find(run.number)) as Run
    const done = await execute(left, house.executeParts())
    expect([done.state.status, done.state.why]).toEqual(['done', null])
    expect(await databases.live()).toEqual(then)
    expect(await databases.leftOnServer()).toEqual([])
  }, 120_000)
})
