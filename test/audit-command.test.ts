import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { execa } from 'execa'
import { type AuditHouse, auditHouse, insertRow } from './harness/audit.ts'

let house: AuditHouse

beforeAll(async () => {
  house = await auditHouse()
  await house.append(3)
  await house.note()
})
afterAll(() => house.remove())

const program = join(import.meta.dirname, '../src/main.ts')
const settings = () => ({
  LOG_DIR: '',
  OPS_DATABASE_URL: house.runtimeUrl,
  AUDIT_HEADS_FILE: house.headsFile,
})

/** Runs it as npm does. */
const audit = (word: 'verify' | 'export', args: string[] = [], env: Record<string, string> = {}) =>
  execa(process.execPath, [program, `audit-${word}`, ...args], {
    env: { ...settings(), ...env },
    reject: false,
  })

test('what is whole is told in one line, and the exit code is 0', async () => {
  const { exitCode, stdout, stderr } = await audit('verify')
  expect(stdout).toMatch(/^The audit is whole: 3 rows, 1 to 3, head [0-9a-f]{64}; 1 noted head fits\.$/)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
})

test('without a file of heads it says what it could not see', async () => {
  const { exitCode, stdout, stderr } = await audit('verify', [], { AUDIT_HEADS_FILE: '' })
  expect(stdout).toMatch(/0 noted heads fit/)
  expect(stderr).toMatch(/no heads are noted, so lost newest rows would not show/)
  expect(exitCode).toBe(0)
})

test('each finding is a line, and the exit code is 1', async () => {
  await house.asOwner("UPDATE audit SET person = 'maria' WHERE id = 2")
  const { exitCode, stdout } = await audit('verify')
  await house.asOwner("UPDATE audit SET person = 'nikos' WHERE id = 2")
  expect(stdout).toBe('Row 2 was changed: what it says does not give its hash.\nNot whole: 1 finding.')
  expect(exitCode).toBe(1)
})

test('a database that is not there is said in one sentence', async () => {
  const { exitCode, stdout, stderr } = await audit('verify', [], {
    OPS_DATABASE_URL: 'postgres://a:b@127.0.0.1:1/ops',
  })
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  expect(stderr).toMatch(/^The database of OPS_DATABASE_URL \(127\.0\.0\.1:1\/ops\) cannot be used: .*\.$/)
})

test('the export is JSON lines with every column', async () => {
  const { exitCode, stdout, stderr } = await audit('export')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const rows = stdout.split('\n').map((line) => JSON.parse(line))
  expect(rows.map(({ id }) => id)).toEqual([1, 2, 3])
  expect(rows[0]).toEqual({
    id: 1,
    at: '2026-11-29T10:00:00.123456Z',
    person: 'nikos',
    verified: true,
    action: 'run.approved',
    subject: 'R-1',
    outcome: 'done',
    detail: { a: [1, 'ü – €'] },
    request_id: 'r',
    place: 'web',
    prev: '00'.repeat(32),
    hash: rows[1].prev,
  })
})

test('the export of a time, and of one that is none', async () => {
  await house.asRuntime(insertRow.replace('2026-11-29', '2026-11-28'))
  const ids = async (...args: string[]) =>
    (await audit('export', args)).stdout
      .split('\n')
      .flatMap((line) => (line === '' ? [] : JSON.parse(line).id))
  expect(await ids('--since', '2026-11-29')).toEqual([1, 2, 3])
  expect(await ids('--until', '2026-11-29T09:00:00Z')).toEqual([4])
  expect(await ids('--since', '2026-11-28T00:00:00Z', '--until', '2026-11-28T01:00:00Z')).toEqual([])
  const { exitCode, stderr } = await audit('export', ['--since', 'yesterday'])
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr:
      '"yesterday" is no time, such as 2026-11-01 or 2026-11-01T12:00:00Z. For example: npm run audit:export -- --since 2026-11-01 --until 2026-12-01T00:00:00Z.',
  })
})

test('both hold little of it in memory, however long it is', async () => {
  await house.asRuntime(
    `INSERT INTO audit (at, person, verified, action, subject, outcome, detail, request_id, place)
     SELECT '2026-11-30', 'bot', true, 'a', 's', 'done', jsonb_build_object('output', repeat('line ', 1600)), 'r', 'bot'
     FROM generate_series(1, 20000)`,
  )
  await house.note()
  // All of it would be 160 MB.
  const env = { NODE_OPTIONS: '--max-old-space-size=48' }
  const { stdout, stderr } = await audit('verify', [], env)
  expect(stdout).toMatch(/^The audit is whole: 20004 rows/)
  expect(stderr).toBe('')
  const { exitCode } = await execa(process.execPath, [program, 'audit-export'], {
    env: { ...settings(), ...env },
    stdout: 'ignore',
    reject: false,
  })
  expect(exitCode).toBe(0)
}, 120_000)
