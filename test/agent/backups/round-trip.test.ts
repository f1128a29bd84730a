import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createBackup } from '../../../src/agent/backups/create.ts'
import { listBackups } from '../../../src/agent/backups/list.ts'
import { readManifest } from '../../../src/agent/backups/manifest.ts'
import { proveBackup } from '../../../src/agent/backups/prove.ts'
import { restoreBackup } from '../../../src/agent/backups/restore.ts'
import { type BackupHouse, backupHouse } from '../../harness/backups.ts'
import { describeWith, pgClient } from '../../harness/needs.ts'

const never = new AbortController().signal

describeWith(pgClient, 'a backup', (programs) => {
  let house: BackupHouse
  let name: string
  const folder = () => join(house.parts.shelf.folder, name)
  const restore = async (server: 'assistant' | 'ops') => {
    const { digest } = await readManifest(folder())
    return restoreBackup(house.parts, { backup: name, manifestDigest: digest, server }, never)
  }

  beforeAll(async () => {
    house = await backupHouse(programs)
    name = await createBackup(house.parts, never)
  }, 60_000)
  afterAll(() => house.close())

  test('holds the runbook’s files, for their owner alone', async () => {
    expect((await readdir(folder())).sort()).toEqual([
      'ai_assistant_db.sql',
      'knowledge_base.sql',
      'manifest.json',
      'ops_db.sql',
      'settings.env',
    ])
    const modes = await Promise.all((await readdir(folder())).map((file) => stat(join(folder(), file))))
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual(Array(5).fill(0o600))
    expect((await stat(folder())).mode & 0o777).toBe(0o700)
  })

  test('is proved, and leaves nothing on the server', async () => {
    expect(await listBackups(house.parts)).toMatchObject([
      {
        backup: name,
        proof: null,
        unusable: null,
        assistant: { ai_messages: 300, ai_escalations: 0 },
        ops: { cases: 40 },
      },
    ])
    const before = await house.live()
    expect(await proveBackup(house.parts, name, never)).toMatchObject({ outcome: 'proved' })
    expect(await listBackups(house.parts)).toMatchObject([{ proof: { outcome: 'proved' }, unusable: null }])
    expect(await house.live()).toEqual(before)
    expect(await house.leftOnServer()).toEqual([])
  }, 60_000)

  test('brings back what was lost, with rights and numbers as they were', async () => {
    const before = await house.live()
    await house.run('assistant', "DELETE FROM ai_messages WHERE content LIKE '%å'; DROP TABLE ai_feedback")
    await house.run('assistant', "UPDATE knowledge_documents SET original = '\\x00'")
    await house.run('assistant', 'CREATE TABLE parts_of_somebody_else (n int)')
    expect(await house.live()).not.toEqual(before)
    await restore('assistant')
    expect(await house.live()).toEqual(before)
    expect(await house.run('assistant', 'SELECT * FROM parts_of_somebody_else')).toEqual([])
    await house.run('assistant', 'DROP TABLE parts_of_somebody_else')
    await house.run('assistant', "INSERT INTO ai_sessions (session_id) VALUES ('after')", 'runtime')
    await house.run('assistant', "DELETE FROM ai_sessions WHERE session_id = 'after'", 'runtime')
    for (const sql of ['DELETE FROM _prisma_migrations', 'DROP TABLE ai_sessions', 'TRUNCATE ai_messages']) {
      await expect(house.run('assistant', sql, 'runtime')).rejects.toThrow(/permission denied|must be owner/)
    }
    await house.run('assistant', 'CREATE TABLE ai_later (id bigserial, n int)')
    await house.run('assistant', 'INSERT INTO ai_later (n) VALUES (7)', 'runtime')
    await house.run('assistant', 'DROP TABLE ai_later')
    expect(await house.leftOnServer()).toEqual([])
  }, 60_000)

  test('brings back the ops database, whose record stays nobody’s to change', async () => {
    const before = await house.live('ops')
    await house.run('ops', 'DELETE FROM cases; DROP TABLE feedback; CREATE SCHEMA stray')
    await restore('ops')
    expect(await house.live('ops')).toEqual(before)
    expect(await house.run('ops', "SELECT 1 FROM pg_namespace WHERE nspname = 'stray'")).toEqual([])
    const audit =
      "INSERT INTO audit (at, person, verified, action, subject, outcome, detail, request_id) VALUES (now(), 'm', true, 'a', 's', 'done', '{}', 'r')"
    await house.run('ops', audit, 'runtime')
    for (const sql of [
      'DELETE FROM audit',
      "UPDATE audit SET person = 'x'",
      'UPDATE run_events SET fact = NULL',
    ]) {
      await expect(house.run('ops', sql, 'runtime')).rejects.toThrow('permission denied')
    }
    await house.run('ops', 'CREATE TABLE later (n int)')
    await house.run('ops', 'INSERT INTO later VALUES (7)', 'runtime')
    await house.run('ops', 'DROP TABLE later')
  }, 60_000)
})
