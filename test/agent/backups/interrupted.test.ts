import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { createBackup } from '../../../src/agent/backups/create.ts'
import { readManifest } from '../../../src/agent/backups/manifest.ts'
import type { PgTools } from '../../../src/agent/backups/pg-tools.ts'
import { readProof } from '../../../src/agent/backups/proof.ts'
import { proveBackup } from '../../../src/agent/backups/prove.ts'
import { restoreBackup } from '../../../src/agent/backups/restore.ts'
import { type BackupHouse, backupHouse } from '../../harness/backups.ts'
import { testServerUrl } from '../../harness/database.ts'
import { eventually } from '../../harness/eventually.ts'
import { describeWith, pgClient } from '../../harness/needs.ts'
import { processesOf } from '../../harness/product.ts'

const never = new AbortController().signal

/** So much that copying it takes a while. */
const manuals = `INSERT INTO knowledge_documents (document_id, title, document_type, language, filename, sha256, size, original, status)
  SELECT gen_random_uuid(), 'Large', 'manual', 'en', 'l.pdf', 'large ' || n, 3,
    (SELECT string_agg(sha256(((n * 100000 + m)::text)::bytea), '') FROM generate_series(1, 100000) AS m), 'ready'
  FROM generate_series(1, 10) AS n`

/** By which a house's scratch databases are known. */
const keyOf = ({ plans }: BackupHouse): string =>
  createHash('sha256').update(plans.assistant.database).digest('hex').slice(0, 8)

describeWith(pgClient, 'what interrupts', (programs) => {
  let house: BackupHouse
  let admin: Client
  let name: string
  let digest: string
  let before: unknown

  beforeAll(async () => {
    house = await backupHouse(programs)
    admin = new Client({ connectionString: testServerUrl() })
    await admin.connect()
    await house.run('assistant', manuals)
    name = await createBackup(house.parts, never)
    await proveBackup(house.parts, name, never)
    digest = (await readManifest(join(house.parts.shelf.folder, name))).digest
    before = [await house.live(), await house.live('ops')]
  }, 180_000)
  afterAll(async () => {
    await admin.end()
    await house.close()
  }, 60_000)

  const works: Record<string, (signal: AbortSignal) => Promise<unknown>> = {
    'a dump': (signal) => createBackup(house.parts, signal),
    'a proof': (signal) => proveBackup(house.parts, name, signal),
    'a restore': (signal) =>
      restoreBackup(house.parts, { backup: name, manifestDigest: digest, server: 'assistant' }, signal),
  }
  const cases = Object.keys(works).flatMap((work): [string, string][] => [
    [work, 'is cut'],
    [work, 'is no longer wanted'],
  ])

  /** Resolves to the server's process that copies manuals for a backup, as soon as there is one. */
  const copying = (): Promise<number> =>
    eventually(
      async () => {
        const { rows } = await admin.query<{ pid: number }>(
          `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'ai\\_backup%' AND state = 'active'
           AND query LIKE 'COPY public.knowledge_documents%' AND (datname = $1 OR datname LIKE 'proof\\_' || $2 || '\\_%')`,
          [house.plans.assistant.database, keyOf(house)],
        )
        return rows[0]?.pid
      },
      { every: 5 },
    )
  const nothingIsLeft = async (): Promise<void> => {
    expect([await house.live(), await house.live('ops')]).toEqual(before)
    await eventually(async () => (await house.leftOnServer()).length === 0)
    await eventually(async () => (await processesOf(house.plans.assistant.database)).length === 0)
    expect(readdirSync(house.parts.shelf.folder)).toEqual([name])
    expect((await readProof(join(house.parts.shelf.folder, name), digest))?.outcome).toBe('proved')
  }

  test.each(cases)(
    '%s that %s half-way leaves everything as it was',
    async (work, how) => {
      const wanted = new AbortController()
      const reason = new Error('no longer wanted')
      const ended = works[work]?.(wanted.signal).then(
        () => 'done',
        (error: unknown) => error,
      )
      const pid = await copying()
      if (how === 'is cut') await admin.query('SELECT pg_terminate_backend($1)', [pid])
      else wanted.abort(reason)
      if (how === 'is cut') expect(await ended).toMatchObject({ code: 'database_away' })
      else expect(await ended).toBe(reason)
      await nothingIsLeft()
    },
    120_000,
  )

  test('a restore does not wait for ever for who holds a table', async () => {
    const other = new Client({ connectionString: house.urlOf('assistant', 'runtime') })
    await other.connect()
    await other.query('BEGIN; SELECT count(*) FROM ai_messages')
    const started = Date.now()
    await expect(works['a restore']?.(never)).rejects.toMatchObject({ code: 'database_locked', status: 409 })
    expect(Date.now() - started).toBeLessThan(25_000)
    await other.end()
    await nothingIsLeft()
  }, 60_000)

  test('nor does a dump', async () => {
    const other = new Client({ connectionString: house.urlOf('assistant') })
    await other.connect()
    await other.query('BEGIN; LOCK TABLE ai_messages IN ACCESS EXCLUSIVE MODE')
    await expect(works['a dump']?.(never)).rejects.toMatchObject({ code: 'database_locked' })
    await other.end()
    await nothingIsLeft()
  }, 60_000)

  test('a restore whose answer is lost is done where the server says so', async () => {
    const { tools } = house.parts
    const losing: PgTools = {
      ...tools,
      start: async (call, signal) => {
        const program = await tools.start(call, signal)
        if (call.program !== 'psql' || call.name === 'ai_backup_look') return program
        const stderr = 'server closed the connection unexpectedly'
        return { ...program, ended: program.ended.then(() => ({ exitCode: 2, stderr, notFound: false })) }
      },
    }
    const restoring = { backup: name, manifestDigest: digest, server: 'assistant' as const }
    await house.run('assistant', "DELETE FROM ai_sessions WHERE session_id = 'one'")
    await restoreBackup({ ...house.parts, tools: losing }, restoring, never)
    await nothingIsLeft()
  }, 60_000)

  test('what a killed agent left is removed, and nothing else', async () => {
    const key = keyOf(house)
    const { owner } = house.plans.assistant
    const [left, others] = [`proof_${key}_0123456789ab`, `proof_of_${key}`]
    for (const database of [left, others]) await admin.query(`CREATE DATABASE ${database} OWNER ${owner}`)
    const { folder } = house.parts.shelf
    for (const one of ['ai_assistant_20200101_000000.partial', 'mine.partial']) mkdirSync(join(folder, one))
    expect(await house.parts.shelf.names()).toEqual([name])
    await proveBackup(house.parts, name, never)
    const { rows } = await admin.query('SELECT datname FROM pg_database WHERE datname = ANY ($1)', [
      [left, others],
    ])
    expect(rows).toEqual([{ datname: others }])
    await admin.query(`DROP DATABASE ${others}`)
    await house.parts.shelf.sweep()
    expect(readdirSync(folder).sort()).toEqual([name, 'mine.partial'].sort())
  }, 60_000)
})

describeWith(pgClient, 'who writes meanwhile', (programs) => {
  let house: BackupHouse
  beforeAll(async () => {
    house = await backupHouse(programs)
    await house.run('assistant', manuals)
  }, 120_000)
  afterAll(() => house.close(), 60_000)

  test('does not disturb a dump, which is of one moment', async () => {
    let goesOn = true
    let written = 0
    const writer = new Client({ connectionString: house.urlOf('assistant', 'runtime') })
    await writer.connect()
    const writing = (async () => {
      while (goesOn) {
        written += 1
        await writer.query("INSERT INTO ai_sessions (session_id) VALUES ('while ' || $1)", [written])
        await writer.query(`INSERT INTO knowledge_chunks (document_id, ordinal, heading, page_start, page_end, text, length)
          SELECT document_id, 1000 + ${written}, 'h', 1, 1, 't', 1 FROM knowledge_documents LIMIT 1`)
        await writer.query("DELETE FROM ai_sessions WHERE session_id = 'while ' || $1", [written - 3])
      }
    })()
    const name = await createBackup(house.parts, never)
    const during = written
    goesOn = false
    await writing
    await writer.end()
    expect(during).toBeGreaterThan(20)
    const { manifest } = await readManifest(join(house.parts.shelf.folder, name))
    const drawn = manifest.parts.assistant.sequences['public.knowledge_chunks_chunk_id_seq']
    expect(Number(drawn?.to)).toBeGreaterThan(Number(drawn?.from))
    expect(await proveBackup(house.parts, name, never)).toMatchObject({ outcome: 'proved' })
  }, 120_000)
})
