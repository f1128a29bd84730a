import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { execa } from 'execa'
import { createBackup } from '../../../src/agent/backups/create.ts'
import { readManifest } from '../../../src/agent/backups/manifest.ts'
import { findMeans } from '../../../src/agent/backups/means.ts'
import { proveBackup } from '../../../src/agent/backups/prove.ts'
import { restoreBackup } from '../../../src/agent/backups/restore.ts'
import { type ComposeDatabases, composeDatabases } from '../../harness/compose-databases.ts'
import { eventually } from '../../harness/eventually.ts'
import { describeWith, dockerEngine } from '../../harness/needs.ts'
import { recordSpawned } from '../../harness/spawned.ts'

const patience = 240_000
const never = new AbortController().signal

describeWith(dockerEngine, 'backups of the stack', () => {
  let databases: ComposeDatabases
  let name: string
  const manifestOf = () => readManifest(join(databases.parts.shelf.folder, name))
  const restore = async (server: 'assistant' | 'ops', signal = never) => {
    const { digest } = await manifestOf()
    return restoreBackup(databases.parts, { backup: name, manifestDigest: digest, server }, signal)
  }
  const count = async (table: string) =>
    Number((await databases.run('assistant', `SELECT count(*) FROM ${table}`))[0]?.['count'])

  beforeAll(async () => {
    databases = await composeDatabases()
  }, patience)
  afterAll(() => databases.close(), patience)

  test(
    'are made and proved with the programs of the containers, beside the Compose file',
    async () => {
      const spawned = recordSpawned()
      expect(await findMeans(databases.parts.tools, databases.folder, never)).toMatchObject({
        tools: expect.stringMatching(/^17/),
      })
      name = await createBackup(databases.parts, never)
      expect((await readdir(join(databases.folder, 'backups', name))).sort()).toEqual([
        '.env.production',
        'ai_assistant_db.sql',
        'docker-compose.prod.yml',
        'knowledge_base.sql',
        'manifest.json',
        'ops_db.sql',
      ])
      expect(await proveBackup(databases.parts, name, never)).toMatchObject({ outcome: 'proved' })
      spawned.end()
      const started = JSON.stringify(spawned.all)
      for (const secret of [...databases.secrets, 'settings-secret']) expect(started).not.toContain(secret)
    },
    patience,
  )

  test(
    'bring back both databases, with rights as they were',
    async () => {
      await databases.run('assistant', 'DELETE FROM ai_sessions; DROP TABLE ai_feedback')
      await databases.run('ops', 'DELETE FROM cases')
      await restore('assistant')
      await restore('ops')
      expect([await count('ai_messages'), await count('ai_feedback')]).toEqual([300, 2])
      await databases.run('assistant', "UPDATE ai_sessions SET language = 'de'", 'runtime')
      expect(await databases.run('ops', 'SELECT count(*) FROM cases', 'runtime')).toEqual([{ count: '40' }])
      await expect(databases.run('ops', 'DELETE FROM audit', 'runtime')).rejects.toThrow('permission denied')
    },
    patience,
  )

  test(
    'that are no longer wanted leave nothing running in a container',
    async () => {
      await databases.run(
        'assistant',
        `INSERT INTO knowledge_documents (document_id, title, document_type, language, filename, sha256, size, original, status)
         SELECT gen_random_uuid(), 'Large', 'manual', 'en', 'l.pdf', 'large ' || n, 3,
           (SELECT string_agg(sha256(((n * 100000 + m)::text)::bytea), '') FROM generate_series(1, 100000) AS m), 'ready'
         FROM generate_series(1, 12) AS n`,
      )
      name = await createBackup(databases.parts, never)
      await proveBackup(databases.parts, name, never)
      const works = [createBackup, (_: unknown, signal: AbortSignal) => restore('assistant', signal)]
      for (const work of works) {
        const wanted = new AbortController()
        const reason = new Error('no longer wanted')
        const ended = work(databases.parts, wanted.signal).then(
          () => 'done',
          (error: unknown) => error,
        )
        const busy =
          "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY public.knowledge_documents%'"
        await eventually(async () => (await databases.run('assistant', busy, 'superuser')).length > 0, {
          every: 5,
        })
        wanted.abort(reason)
        expect(await ended).toBe(reason)
        await eventually(async () => !/pg_dump|psql/.test(await databases.inside('assistant')))
        expect(await count('ai_messages')).toBe(300)
      }
      expect((await readdir(join(databases.folder, 'backups'))).filter((one) => one.includes('.'))).toEqual(
        [],
      )
      expect(
        await databases.run('assistant', "SELECT 1 FROM pg_database WHERE datname LIKE 'proof%'"),
      ).toEqual([])
    },
    patience,
  )

  test(
    "bring back the bot's database by a command, as in the agent's container",
    async () => {
      const { digest } = await manifestOf()
      const { PATH = '', HOME = '', DOCKER_HOST, DOCKER_CONFIG } = process.env
      const run = async () =>
        execa(process.execPath, ['src/main.ts', 'ops-restore', name, digest], {
          extendEnv: false,
          reject: false,
          all: true,
          env: {
            ...{ PATH, HOME, LOG_DIR: '', COMPOSE_FILE: join(databases.folder, 'docker-compose.prod.yml') },
            ...(DOCKER_HOST !== undefined && { DOCKER_HOST }),
            ...(DOCKER_CONFIG !== undefined && { DOCKER_CONFIG }),
          },
        })
      await databases.run('ops', 'DELETE FROM cases')
      const { exitCode, all } = await run()
      expect([exitCode, all]).toEqual([0, expect.stringContaining('Restored')])
      expect(await databases.run('ops', 'SELECT count(*) FROM cases')).toEqual([{ count: '40' }])
      for (const secret of [...databases.secrets, 'settings-secret']) expect(all).not.toContain(secret)
    },
    patience,
  )

  test(
    'are told where a database does not run',
    async () => {
      await databases.compose('stop', 'ops_db')
      await expect(createBackup(databases.parts, never)).rejects.toMatchObject({ code: 'database_away' })
      await expect(findMeans(databases.parts.tools, databases.folder, never)).rejects.toThrow(
        'ops_db does not run',
      )
    },
    patience,
  )
})
