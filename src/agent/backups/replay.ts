import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { setTimeout as rest } from 'node:timers/promises'
import { UserError } from '../../errors.ts'
import type { Piped } from '../piped.ts'
import type { FileFacts } from './dump-file.ts'
import { dumpLines } from './dump-lines.ts'
import type { Expected } from './facts.ts'
import {
  analyse,
  compareFacts,
  defaultsAgain,
  dropPart,
  literal,
  readFacts,
  withoutDefaults,
} from './facts-sql.ts'
import { faultOf } from './faults.ts'
import type { Part } from './parts.ts'
import type { PgTools } from './pg-tools.ts'
import { ask, startPsql } from './psql.ts'

/** A dump that is to be what a database holds. */
export interface Replay {
  part: Part
  /** The dump, and what the manifest knows of it. */
  path: string
  file: FileFacts
  expected: Expected
  /** The live database, whose tables give way; or a scratch one, which is empty. */
  database: string
  isLive: boolean
}

/** How long the tables that give way are waited for. */
const lockWait = '10s'

/** How long the server may take to say what became of a transaction, in milliseconds. */
const certaintyMs = 30_000

/**
 * Plays a dump into a database in one transaction, which compares what it made with what it should be and commits as
 * the very last thing. Not by psql's own single transaction: that one commits whenever its input ends, also where it
 * was cut. The same script proves a backup and restores it: what was proved is what is done.
 * @throws UserError: then nothing has changed, unless it says that this is not known.
 */
export async function replay(tools: PgTools, job: Replay, signal: AbortSignal): Promise<void> {
  const name = `ai_backup_${randomBytes(6).toString('hex')}`
  const target = { server: job.part.server, as: 'owner' as const, name, database: job.database }
  const program = await startPsql(tools, target, signal)
  const printed = linesOf(program)
  let fault: unknown
  try {
    await feed(program, tools, job, signal)
  } catch (error) {
    fault = error
  } finally {
    program.stdin.end()
  }
  const [lines, { exitCode, stderr }] = await Promise.all([printed, program.ended])
  if (exitCode === 0 && lines.at(-1) === 'COMMIT') return
  const failure = signal.aborted ? signal.reason : (fault ?? faultOf({ exitCode, stderr }))
  if (!job.isLive) throw failure
  const transaction = lines.find((line) => line.startsWith('transaction '))?.slice('transaction '.length)
  if (transaction === undefined) throw failure
  if ((await fateOf(tools, job, transaction, name)) === 'aborted') throw failure
}

/** The lines that psql prints: only what the script says, never a row of anybody's. */
async function linesOf({ stdout }: Piped): Promise<string[]> {
  stdout.setEncoding('utf8')
  let text = ''
  for await (const chunk of stdout) text += chunk
  return text.split('\n').filter((line) => line !== '')
}

async function feed(program: Piped, tools: PgTools, job: Replay, signal: AbortSignal): Promise<void> {
  const { path, file } = job
  await write(program, beginning(tools, job), signal)
  const lines = dumpLines()
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 1_000_000 })) {
    hash.update(chunk as Buffer)
    lines.take(chunk as Buffer)
    if (!(await write(program, chunk as Buffer, signal))) return
  }
  lines.end()
  // Read once more from the disk, and what was read is what was played.
  if (hash.digest('hex') !== file.sha256) throw changedMeanwhile()
  await write(program, ending(job), signal)
}

/** @returns false where the program has ended: how says more. */
async function write({ stdin, ended }: Piped, text: string | Buffer, signal: AbortSignal): Promise<boolean> {
  if (!stdin.writable) return false
  if (stdin.write(text)) return true
  const given = new AbortController()
  const drained = once(stdin, 'drain', { signal: AbortSignal.any([given.signal, signal]) }).then(
    () => true,
    () => false,
  )
  const goesOn = await Promise.race([drained, ended.then(() => false)])
  given.abort()
  return goesOn
}

function beginning({ live }: PgTools, { part, database, expected, isLive }: Replay): string {
  const isRight = isLive
    ? `current_database() = ${literal(live[part.server])}`
    : `current_database() = ${literal(database)} AND current_database() ~ '^proof_' AND current_database() <> ${literal(live[part.server])}`
  return `SET standard_conforming_strings = on;
BEGIN;
DO $right$
BEGIN
  IF NOT (${isRight}) THEN RAISE EXCEPTION USING ERRCODE = 'BK002', MESSAGE = 'another database'; END IF;
END $right$;
SELECT 'transaction ' || pg_current_xact_id();
SET LOCAL lock_timeout = '${lockWait}';
SELECT set_config('backup.transaction', pg_current_xact_id()::text, true);
SELECT length(set_config('backup.expected', ${literal(JSON.stringify(expected))}, true));
${isLive ? withoutDefaults + dropPart(part) : ''}`
}

function ending({ part, isLive }: Replay): string {
  return `
DO $same$
BEGIN
  IF current_setting('backup.transaction', true) IS DISTINCT FROM pg_current_xact_id_if_assigned()::text THEN
    RAISE EXCEPTION USING ERRCODE = 'BK003', MESSAGE = 'another transaction';
  END IF;
END $same$;
${isLive ? defaultsAgain : ''}${readFacts(part)}${compareFacts}${isLive ? analyse(part) : ''}COMMIT;
`
}

/** Whether a transaction came to its end: a connection that is cut at the last moment does not say. */
async function fateOf(
  tools: PgTools,
  { part }: Replay,
  transaction: string,
  name: string,
): Promise<'committed' | 'aborted'> {
  const patience = AbortSignal.timeout(certaintyMs)
  const target = { server: part.server, as: 'owner' as const, name: 'ai_backup_look' }
  const sql = `SELECT pg_xact_status('${transaction}'::xid8);`
  const ending = `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '${name}';`
  while (!patience.aborted) {
    const fate = await ask(tools, target, ending + sql, patience).catch(() => '')
    const last = fate.split('\n').at(-1)
    if (last === 'committed' || last === 'aborted') return last
    await rest(200)
  }
  throw new UserError(
    'restore_unknown',
    'The connection was cut while the restore ended, and the database does not say whether it was done.',
    { status: 503, action: 'Bring the database back, look at what it holds, and restore again if need be.' },
  )
}

function changedMeanwhile(): UserError {
  return new UserError('backup_broken', 'A file of the backup is not what its manifest says.', {
    status: 422,
    action: 'Do not use it; take another backup.',
  })
}
