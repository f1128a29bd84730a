import { UserError } from '../../errors.ts'

/** How one of PostgreSQL's programs ended. */
export interface Ended {
  exitCode: number | null
  stderr: string
  notFound?: boolean
}

/**
 * What SQLSTATEs mean here, and what to do. The server's own words may hold what somebody stored (a row that a
 * constraint refuses, a line of a dump): they are read for the code and go nowhere.
 */
const known: [states: RegExp, code: string, status: number, message: string, action: string][] = [
  [
    /^BK002$/,
    'wrong_database',
    500,
    'The connection led to another database than it should.',
    'Nothing was changed. Report it.',
  ],
  [
    /^BK003$/,
    'backup_broken',
    422,
    'The dump ends the transaction that it is restored in.',
    'Take another backup.',
  ],
  [
    /^55P03$/,
    'database_locked',
    409,
    'Somebody else holds a table for longer than it was waited for.',
    'Look who works in the database (stop the service first), then try again.',
  ],
  [
    /^(53100|58030)$/,
    'no_room',
    507,
    "There is no room on the disk of the database's server.",
    'Free some space there, then try again.',
  ],
  [
    /^(57P\d\d|08...|57014)$/,
    'database_away',
    503,
    'The connection with the database was cut.',
    'Look whether it runs, then try again.',
  ],
  [
    /^(28...|3D000|42501)$/,
    'no_right',
    503,
    'The database refuses the role that makes backups what it needs.',
    'Give the owner its tables, and the right to make databases to whoever proves backups.',
  ],
]

/** The SQLSTATE of the first error, in psql's verbose form. */
export function stateOf(stderr: string): string | undefined {
  return /(?:ERROR|FATAL|PANIC):\s+([0-9A-Z]{5}):/.exec(stderr)?.[1]
}

const cut =
  /server closed the connection|connection to server .* failed|terminating connection|could not (connect|receive|send)|SSL connection has been closed|the database system is/i

const full = /no space left|disk quota|could not (extend|write)/i

/** Why a program failed, for people. */
export function faultOf({ exitCode, stderr }: Ended): UserError {
  const state = stateOf(stderr)
  if (state === 'BK001') return differs(/BK001:\s+([^\n]*)/.exec(stderr)?.[1] ?? '')
  const found = known.find(([states]) => state !== undefined && states.test(state))
  if (found !== undefined) return told(found)
  if (/lock timeout|lock-wait-timeout|could not obtain lock/i.test(stderr)) return ofState('55P03')
  if (full.test(stderr)) return ofState('53100')
  if (/permission denied/i.test(stderr)) return ofState('42501')
  if (cut.test(stderr) || exitCode === null || exitCode === 2) return ofState('08006')
  if (/server version mismatch|invalid command \\(un)?restrict/i.test(stderr)) {
    return new UserError('old_pg_tools', "PostgreSQL's programs are older than they must be.", {
      status: 503,
      action: "Install the newest ones of the server's version, then try again.",
    })
  }
  // 3 is psql's own for a statement that failed; what is not a statement's failure is none of the backup's.
  if (state === undefined && exitCode !== 3) {
    return new UserError('pg_tools_failed', `PostgreSQL's program ended early (exit code ${exitCode}).`, {
      status: 503,
      action: 'Look whether the database runs, then try again.',
    })
  }
  return new UserError('sql_refused', `The database refused a statement (${state ?? 'no code'}).`, {
    status: 422,
    action: 'Take another backup; see the log of the database for why.',
  })
}

function ofState(state: string): UserError {
  const found = known.find(([states]) => states.test(state))
  if (found === undefined) throw new Error(`no such state: ${state}`)
  return told(found)
}

function told([, code, status, message, action]: (typeof known)[number]): UserError {
  return new UserError(code, message, { status, action })
}

/** @param which the tables and sequences, by their names. */
export function differs(which: string): UserError {
  const names = which.split(', ').filter((name) => /^[\w.]{1,130}$/.test(name))
  return new UserError(
    'backup_differs',
    `What the backup restores is not what it was made of: ${names.slice(0, 10).join(', ')}.`,
    { status: 422, action: 'Do not use it; take another backup.' },
  )
}

/** Whether the fault lies in the backup, and not in the circumstances: then it is bad for good. */
export function isOfBackup(error: unknown): boolean {
  return error instanceof UserError && ['backup_differs', 'backup_broken', 'sql_refused'].includes(error.code)
}
