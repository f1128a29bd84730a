import { appendFile, rm, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type AuditHouse, auditHouse, insertRow } from './harness/audit.ts'

let house: AuditHouse

/** Twenty rows; the tenth and the last are noted outside. */
beforeEach(async () => {
  house = await auditHouse()
  await house.append(10)
  await house.note()
  await house.append(10)
  await house.note()
})
afterEach(() => house.remove())

/** What an owner can do who knows how the chain is made, without the trigger in the way. */
const unguarded = (sql: string): string =>
  `ALTER TABLE audit DISABLE TRIGGER audit_chain; ${sql}; ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_chain`

const findings = async (): Promise<string[]> => (await house.verify()).findings

/** Chains all rows anew, as the owner can. */
const recompute = `DO $do$
  DECLARE entry audit; before bytea := decode(repeat('00', 32), 'hex');
  BEGIN
    FOR entry IN SELECT * FROM audit ORDER BY id LOOP
      entry.prev := before;
      before := audit_hash(entry);
      UPDATE audit SET prev = entry.prev, hash = before WHERE id = entry.id;
    END LOOP;
  END $do$`

test('what nobody touched is whole', async () => {
  const [row] = await house.asRuntime("SELECT encode(hash, 'hex') AS hash FROM audit WHERE id = 20")
  const last = { id: 20n, hash: row?.['hash'] }
  expect(await house.verify()).toEqual({ findings: [], rows: 20, first: 1n, last, heads: 2 })
  expect(await house.verify(15n)).toEqual({ findings: [], rows: 6, first: 15n, last, heads: 2 })
})

test.each([
  "at = at + interval '1 microsecond'",
  "person = 'maria'",
  'verified = NOT verified',
  "action = 'run.rejected'",
  "subject = 'R-2'",
  "outcome = 'refused'",
  `detail = '{"a": [1, "ü – €", 0]}'`,
  "request_id = 's'",
  "place = 'slack:C1'",
])('a row that was changed: %s', async (change) => {
  await house.asOwner(`UPDATE audit SET ${change} WHERE id = 7`)
  expect(await findings()).toEqual(['Row 7 was changed: what it says does not give its hash.'])
})

test('a row that was changed with a hash that fits', async () => {
  await house.asOwner("UPDATE audit SET person = 'maria' WHERE id = 7")
  await house.asOwner('UPDATE audit SET hash = audit_hash(audit) WHERE id = 7')
  expect(await findings()).toEqual(['Row 8 does not follow row 7: it was written after another one.'])
})

test('words moved from one column to the next are a change', async () => {
  await house.asOwner("UPDATE audit SET person = 'nikosr', action = 'un.approved' WHERE id = 7")
  expect(await findings()).toEqual(['Row 7 was changed: what it says does not give its hash.'])
})

test('rows that were deleted: in the middle, at the beginning, at the end', async () => {
  await house.asOwner('DELETE FROM audit WHERE id IN (4, 5)')
  expect(await findings()).toEqual(['Between 3 and 6 rows are missing.'])
  await house.asOwner('DELETE FROM audit WHERE id < 3')
  expect(await findings()).toEqual(['Before row 3 rows are missing.', 'Between 3 and 6 rows are missing.'])
  await house.asOwner('DELETE FROM audit WHERE id > 8')
  expect((await findings()).slice(2)).toEqual([
    'The chain ends at 8, but at 2026-11-29T10:00:01.000Z it reached 20: the last 12 rows are gone.',
  ])
})

test('the last row, deleted and replaced by what is appended next', async () => {
  await house.asOwner('DELETE FROM audit WHERE id = 20')
  await house.asRuntime(insertRow.replace('nikos', 'maria'))
  expect(await findings()).toEqual([
    'Row 20 is not the one that was noted at 2026-11-29T10:00:01.000Z: the chain was written anew, or has lost rows, after row 10. Of 2 noted heads 1 does not fit.',
  ])
})

test('two rows that changed places', async () => {
  await house.asOwner(`UPDATE audit SET person = 'maria' WHERE id = 6; ${recompute}`)
  await rm(house.headsFile)
  await house.note()
  expect(await findings()).toEqual([])
  await house.asOwner(
    `UPDATE audit SET id = -1 WHERE id = 6; UPDATE audit SET id = 6 WHERE id = 9; UPDATE audit SET id = 9 WHERE id = -1`,
  )
  expect(await findings()).toEqual([
    'Row 6 does not follow row 5: it was written after another one.',
    'Row 6 was changed: what it says does not give its hash.',
    'Row 7 does not follow row 6: it was written after another one.',
    'Row 9 does not follow row 8: it was written after another one.',
    'Row 9 was changed: what it says does not give its hash.',
    'Row 10 does not follow row 9: it was written after another one.',
  ])
})

test('a row that was slipped in between, with hashes that fit', async () => {
  await house.asOwner(
    unguarded(`UPDATE audit SET id = id + 100 WHERE id > 7; UPDATE audit SET id = id - 99 WHERE id > 100;
      INSERT INTO audit SELECT (jsonb_populate_record(audit, '{"id": 8, "person": "maria"}')).* FROM audit WHERE id = 7;
      UPDATE audit SET prev = (SELECT hash FROM audit WHERE id = 7) WHERE id = 8;
      UPDATE audit SET hash = audit_hash(audit) WHERE id = 8`),
  )
  const found = await findings()
  expect(found[0]).toBe('Row 9 does not follow row 8: it was written after another one.')
  expect(found).toContain('Row 9 was changed: what it says does not give its hash.')
})

test('a row that was added at the end without the trigger', async () => {
  await house.asOwner(
    unguarded(
      `INSERT INTO audit SELECT (jsonb_populate_record(audit, '{"id": 21}')).* FROM audit WHERE id = 20`,
    ),
  )
  expect(await findings()).toEqual([
    'Row 21 does not follow row 20: it was written after another one.',
    'Row 21 was changed: what it says does not give its hash.',
  ])
})

test('a number that is there twice', async () => {
  await house.asOwner(
    unguarded(
      `ALTER TABLE audit DROP CONSTRAINT audit_pkey; INSERT INTO audit SELECT * FROM audit WHERE id = 7`,
    ),
  )
  expect(await findings()).toEqual(['Row 7 is there twice.'])
})

test('all rows gone', async () => {
  await house.asOwner('TRUNCATE audit')
  expect(await findings()).toEqual([
    'The audit is empty, but at 2026-11-29T10:00:01.000Z it reached 20: all rows are gone.',
  ])
})

test('a chain that was written anew as a whole fits itself, but not what was noted', async () => {
  await house.asOwner(`UPDATE audit SET person = 'maria' WHERE id = 12; ${recompute}`)
  expect(await findings()).toEqual([
    'Row 20 is not the one that was noted at 2026-11-29T10:00:01.000Z: the chain was written anew, or has lost rows, after row 10. Of 2 noted heads 1 does not fit.',
  ])
  await house.asOwner(`UPDATE audit SET person = 'maria' WHERE id = 2; ${recompute}`)
  expect(await findings()).toEqual([
    'Row 10 is not the one that was noted at 2026-11-29T10:00:01.000Z: the chain was written anew, or has lost rows, from its beginning. Of 2 noted heads 2 do not fit.',
  ])
})

test.each([
  ['ALTER TABLE audit DISABLE TRIGGER audit_chain', /^The trigger audit_chain is disabled/],
  ['ALTER TABLE audit ENABLE TRIGGER audit_chain', /^The trigger audit_chain is disabled, or not always/],
  ['DROP TRIGGER audit_chain ON audit', /^The trigger audit_chain is gone/],
  [
    `DROP TRIGGER audit_chain ON audit; CREATE TRIGGER audit_chain BEFORE INSERT ON audit FOR EACH ROW
       WHEN (NEW.person <> 'maria') EXECUTE FUNCTION audit_chain(); ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_chain`,
    /^The trigger audit_chain is another one/,
  ],
  [
    `CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
    /^The function audit_chain is not that of the migrations/,
  ],
  [
    `CREATE OR REPLACE FUNCTION audit_hash(entry audit) RETURNS bytea LANGUAGE sql STABLE AS 'SELECT entry.prev'`,
    /^The function audit_hash is not that of the migrations/,
  ],
  [
    `CREATE FUNCTION mute() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     CREATE TRIGGER mute BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION mute()`,
    /^There is another trigger on the table audit: mute/,
  ],
  ['CREATE RULE quiet AS ON INSERT TO audit DO INSTEAD NOTHING', /^There are rules on the table/],
  ['ALTER TABLE audit ENABLE ROW LEVEL SECURITY', /^Row security is on/],
])('a guard that was weakened: %s', async (sql, says) => {
  await house.asOwner(sql)
  expect((await findings())[0]).toMatch(says)
})

test('a file of heads that was taken away, and a line in it that is none', async () => {
  await appendFile(house.headsFile, '{"at": "2026-11-29T10:00:02.000Z", "id": 2')
  await house.append(1)
  await house.note()
  expect(await findings()).toEqual([
    `Line 3 of ${house.headsFile} cannot be read: it was cut short, or changed.`,
  ])
  expect((await house.verify()).heads).toBe(3)
  await rm(house.headsFile)
  expect(await findings()).toEqual([expect.stringMatching(/^There are no noted heads at /)])
})

test('a head that is just being written is not read', async () => {
  await appendFile(house.headsFile, '{"at": "2026-11-29T10:00:02.000Z", "id": 99')
  expect(await house.verify()).toMatchObject({ findings: [], heads: 2 })
})

test('heads are compared however many there are', async () => {
  const [row] = await house.asRuntime("SELECT encode(hash, 'hex') AS hash FROM audit WHERE id = 20")
  const line = (id: number, hash: unknown) => `${JSON.stringify({ at: '2026-11-29', id, hash })}\n`
  const many = line(20, row?.['hash']).repeat(2_500)
  await writeFile(house.headsFile, `${many}${line(20, 'ab'.repeat(32))}${many}`)
  expect(await findings()).toEqual([expect.stringMatching(/Of 5001 noted heads 1 does not fit/)])
})
