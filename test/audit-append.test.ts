import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { withAuditSnapshot } from '../src/audit-snapshot.ts'
import { verifyAudit } from '../src/audit-verify.ts'
import { migrationsOf } from '../src/migrate.ts'
import { type AuditHouse, auditHouse, insertRow } from './harness/audit.ts'
import { type ScratchDatabase, scratchDatabase } from './harness/database.ts'
import { eventually } from './harness/eventually.ts'

let house: AuditHouse

beforeAll(async () => {
  house = await auditHouse()
})
afterAll(() => house.remove())

describe('twenty processes that append at once', () => {
  const rowsOf: Record<string, number> = { single: 1, several: 5 }
  const names = Array.from({ length: 20 }, (_, index) =>
    index < 3 ? `killed-${index}` : index < 12 ? `single-${index}` : `several-${index}`,
  )
  const isKilled = (name: string) => name.startsWith('killed')

  interface Appender {
    name: string
    child: ChildProcessByStdio<Writable, Readable, null>
    done: number
  }

  async function start(name: string): Promise<Appender> {
    const rows = rowsOf[name.split('-')[0] ?? ''] ?? 5
    const transactions = isKilled(name) ? 1_000_000 : 25 / rows
    const program = join(import.meta.dirname, 'harness/append-audit.ts')
    const args = [program, house.runtimeUrl, name, String(transactions), String(rows)]
    const child = spawn(process.execPath, args, { env: {}, stdio: ['pipe', 'pipe', 'inherit'] })
    const appender: Appender = { name, child, done: 0 }
    const lines = createInterface(child.stdout)
    await once(lines, 'line')
    lines.on('line', () => {
      appender.done += 1
    })
    return appender
  }

  test('make one chain without a break, some of them killed', async () => {
    const appenders = await Promise.all(names.map(start))
    const ends = appenders.map(({ child }) => once(child, 'exit'))
    for (const { child } of appenders) child.stdin.write('go\n')
    for (const appender of appenders.filter(({ name }) => isKilled(name))) {
      await eventually(() => appender.done > 1)
      appender.child.kill('SIGKILL')
    }
    const codes = await Promise.all(ends)
    expect(codes.map(([code, signal]) => code ?? signal)).toEqual(
      names.map((name) => (isKilled(name) ? 'SIGKILL' : 0)),
    )
    // What a killed one began is given up once the server notices.
    const counts = await eventually(async () => {
      const busy = await house.asOwner(
        'SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      )
      return (
        busy.length === 0 &&
        house.asRuntime('SELECT person, count(*)::int AS rows FROM audit GROUP BY person')
      )
    })
    for (const { name, done } of appenders) {
      const rows = Number(counts.find(({ person }) => person === name)?.['rows'])
      if (!isKilled(name)) expect([name, rows]).toEqual([name, 25])
      // Whole transactions, none of those that it was told of lost.
      else expect([rows % 5, rows >= done * 5]).toEqual([0, true])
    }
    const total = counts.reduce((sum, { rows }) => sum + Number(rows), 0)
    await house.note()
    expect(await house.verify()).toMatchObject({
      findings: [],
      rows: total,
      first: 1n,
      last: { id: BigInt(total) },
    })
  }, 120_000)
})

describe('the runtime role', () => {
  test.each([
    "UPDATE audit SET person = 'maria'",
    'DELETE FROM audit',
    'TRUNCATE audit',
    'ALTER TABLE audit DISABLE TRIGGER audit_chain',
    'ALTER TABLE audit DISABLE TRIGGER ALL',
    'DROP TRIGGER audit_chain ON audit',
    "CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE OR REPLACE FUNCTION audit_hash(entry audit) RETURNS bytea LANGUAGE sql AS 'SELECT entry.prev'",
    'CREATE TEMP TABLE audit (LIKE public.audit)',
    "SET session_replication_role = 'replica'",
  ])('may not: %s', async (sql) => {
    await expect(house.asRuntime(sql)).rejects.toThrow(/permission denied|must be owner/)
  })

  test('cannot choose number and hash: what it gives is replaced', async () => {
    const [before] = await house.asRuntime('SELECT count(*)::int AS rows FROM audit')
    const [row] = await house.asRuntime(
      `INSERT INTO audit (id, at, person, verified, action, subject, outcome, detail, request_id, prev, hash)
       VALUES (4711, now(), 'mallory', true, 'a', 's', 'done', '{}', 'r', '\\x00', '\\x01') RETURNING id, hash`,
    )
    expect(row?.['id']).toBe(String(Number(before?.['rows']) + 1))
    expect(row?.['hash']).toHaveLength(32)
    expect((await house.verify()).findings).toEqual([])
  })

  test('cannot lead the trigger to a table or function of its own', async () => {
    await house.asRuntime(`SET search_path = pg_temp, public; ${insertRow}`)
    expect((await house.verify()).findings).toEqual([])
  })

  test('makes no second row of a number where its transaction sees an old state: it is refused', async () => {
    const [slow, quick] = [new Client(house.runtimeUrl), new Client(house.runtimeUrl)]
    await slow.connect()
    await quick.connect()
    await slow.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    await slow.query('SELECT 1 FROM audit LIMIT 1')
    await quick.query(insertRow)
    await expect(slow.query(insertRow)).rejects.toThrow(/duplicate key/)
    await slow.end()
    await quick.end()
    expect((await house.verify()).findings).toEqual([])
  })
})

test('a transaction that is given up leaves no gap', async () => {
  await house.asRuntime(`BEGIN; ${insertRow}; ${insertRow}; ROLLBACK`)
  await house.asRuntime(insertRow)
  expect((await house.verify()).findings).toEqual([])
})

describe('rows from before there was a chain', () => {
  const name = '20261129000001_audit_chain'
  let database: ScratchDatabase
  let client: Client

  /** As an installation from before has them: of a sequence, with gaps. */
  beforeAll(async () => {
    database = await scratchDatabase('ops')
    client = new Client(database.url)
    await client.connect()
    await client.query('DROP SCHEMA public, pgboss CASCADE; CREATE SCHEMA public')
    for (const { name: one, sql } of migrationsOf('ops')) {
      if (one === name) {
        await client.query(
          `INSERT INTO audit (id, at, person, verified, action, subject, outcome, detail, request_id)
           SELECT id, now(), 'nikos', true, 'a', 's', 'done', '{}', 'r' FROM unnest(ARRAY[2, 3, 5, 9]) AS id`,
        )
      }
      await client.query(sql)
    }
  })
  afterAll(async () => {
    await client.end()
    await database.drop()
  })

  async function findings(): Promise<string[]> {
    const found: string[] = []
    await withAuditSnapshot(database.url, (snapshot) =>
      verifyAudit({ snapshot, heads: null, tell: (finding) => void found.push(finding) }),
    )
    return found
  }

  test('are chained as they stand, and a row says where they end', async () => {
    await client.query(insertRow)
    const { rows } = await client.query('SELECT id::int, action, detail FROM audit ORDER BY id')
    expect(rows.map(({ id }) => id)).toEqual([2, 3, 5, 9, 10, 11])
    expect(rows[4]).toMatchObject({ action: 'audit.chained', detail: { rows: 4, until: 9 } })
    expect(await findings()).toEqual([])
  })

  test('are missed where one is taken away', async () => {
    await client.query('DELETE FROM audit WHERE id = 3')
    expect(await findings()).toEqual(['Between 2 and 5 rows are missing.'])
  })

  test('leave no way to skip a number later', async () => {
    await client.query('ALTER TABLE audit DISABLE TRIGGER audit_chain')
    await client.query(
      'INSERT INTO audit SELECT (jsonb_populate_record(audit, \'{"id": 14}\')).* FROM audit WHERE id = 11',
    )
    await client.query('UPDATE audit SET prev = (SELECT hash FROM audit WHERE id = 11) WHERE id = 14')
    await client.query('UPDATE audit SET hash = audit_hash(audit) WHERE id = 14')
    await client.query('ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_chain')
    expect((await findings()).slice(1)).toEqual(['Between 11 and 14 rows are missing.'])
  })
})
