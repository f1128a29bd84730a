import { parseArgs } from 'node:util'
import type { ChainedRow } from './audit-chain.ts'
import { headsFileNow, headsFileOf } from './audit-heads.ts'
import { withAuditSnapshot } from './audit-snapshot.ts'
import { type Verified, verifyAudit } from './audit-verify.ts'
import type { Config } from './config.ts'
import { messageOf, UserError } from './errors.ts'
import { missingMigrations } from './migrate.ts'
import { opsDatabaseUrl } from './ops-database.ts'
import { explainedFault } from './upgrade.ts'

/** How often it is told how far reading has got, in rows. */
const tellEvery = 100_000

/** Where the words go. */
export interface Output {
  print(line: string): void
  /** What is no result. */
  remark(line: string): void
}

/**
 * `audit-verify`: reads the whole audit, and says of each thing that is wrong what and where.
 * @returns whether it is whole.
 */
export async function verifyCommand(config: Config, { print, remark }: Output): Promise<boolean> {
  const url = await auditUrl(config)
  const path = headsFileOf(config)
  // Looked at first: what is noted later may be of rows that the snapshot does not hold.
  const heads = path === null ? null : await headsFileNow(path)
  let findings = 0
  const tell = (finding: string): void => {
    findings += 1
    print(finding)
  }
  const progress = (rows: number): void => {
    if (rows % tellEvery === 0) remark(`${rows} rows so far`)
  }
  const verified = await withAuditSnapshot(url, (snapshot) =>
    verifyAudit({ snapshot, heads, tell, progress }),
  )
  if (path === null) {
    remark(
      'LOG_DIR is empty and AUDIT_HEADS_FILE not set: no heads are noted, so lost newest rows would not show.',
    )
  }
  print(findings === 0 ? whole(verified) : `Not whole: ${counted(findings, 'finding')}.`)
  return findings === 0
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

function whole({ rows, first, last, heads }: Verified): string {
  const fit = `${counted(heads, 'noted head')} ${heads === 1 ? 'fits' : 'fit'}`
  if (last === null) return `The audit is whole: there are no rows; ${fit}.`
  return `The audit is whole: ${counted(rows, 'row')}, ${first} to ${last.id}, head ${last.hash}; ${fit}.`
}

/** `audit-export [--since ISO] [--until ISO]`: the rows as JSON lines; `write` says whether somebody still reads. */
export async function exportCommand(
  config: Config,
  args: string[],
  write: (lines: string) => Promise<boolean>,
): Promise<void> {
  const wanted = periodIn(args)
  const url = await auditUrl(config)
  await withAuditSnapshot(url, async (snapshot) => {
    for await (const rows of snapshot.rows(wanted)) {
      if (!(await write(rows.map((row) => `${exported(row)}\n`).join('')))) return
    }
  })
}

/** Writes to a stream at the pace of whoever reads it. */
export function paced(stream: NodeJS.WritableStream): (lines: string) => Promise<boolean> {
  return (lines) =>
    new Promise(
      (resolve) => void stream.write(lines, (error) => resolve(error === null || error === undefined)),
    )
}

/** `detail` as the database writes it: of its text the hash is made. */
function exported({ id, at, verified, detail, requestId, prev, hash, ...row }: ChainedRow): string {
  const { person, action, subject, outcome, place } = row
  const head = JSON.stringify({ id: Number(id), at: isoOf(at), person, verified: verified === 'true' })
  const rest = { request_id: requestId, place, prev: prev.toString('hex'), hash: hash.toString('hex') }
  const middle = JSON.stringify({ action, subject, outcome })
  return `${head.slice(0, -1)},${middle.slice(1, -1)},"detail":${detail},${JSON.stringify(rest).slice(1)}`
}

/** Microseconds since 1970 as ISO 8601, none of them lost. */
function isoOf(at: string): string {
  const microseconds = BigInt(at)
  const below = ((microseconds % 1_000n) + 1_000n) % 1_000n
  const iso = new Date(Number((microseconds - below) / 1_000n)).toISOString()
  return iso.replace('Z', `${String(below).padStart(3, '0')}Z`)
}

function periodIn(args: string[]): { since?: Date; until?: Date } {
  const string = { type: 'string' } as const
  try {
    const { since, until } = parseArgs({ args, options: { since: string, until: string } }).values
    return {
      ...(since !== undefined && { since: timeIn(since) }),
      ...(until !== undefined && { until: timeIn(until) }),
    }
  } catch (error) {
    throw new UserError('bad_option', `${messageOf(error).replace(/\.$/, '')}.`, {
      action: 'For example: npm run audit:export -- --since 2026-11-01 --until 2026-12-01T00:00:00Z.',
      cause: error,
    })
  }
}

function timeIn(text: string): Date {
  const time = new Date(text)
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime())) return time
  throw new Error(`"${text}" is no time, such as 2026-11-01 or 2026-11-01T12:00:00Z`)
}

/** The ops database, once it is known to hold a chain. */
async function auditUrl(config: Config): Promise<string> {
  const url = await opsDatabaseUrl(config)
  const missing = await missingMigrations('ops', url).catch((error: unknown) => {
    throw explainedFault('ops', url, error)
  })
  if (missing.length === 0) return url
  throw new UserError('wrong_schema', `The ops database lacks ${missing.join(', ')}.`, {
    action: 'Run the migrations first: node src/main.ts migrate.',
  })
}
