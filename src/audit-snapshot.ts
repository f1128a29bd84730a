import { Client } from 'pg'
import type { ChainedRow } from './audit-chain.ts'
import { migrationsOf } from './migrate.ts'

/** The audit as it is at one moment, whatever is appended meanwhile. */
export interface AuditSnapshot {
  /** The newest number; null where there are no rows. */
  lastId: bigint | null
  /** Rows in the order of their numbers, in batches. */
  rows(wanted?: WantedRows): AsyncGenerator<ChainedRow[]>
  /** The hashes of those rows that are there. */
  hashesOf(ids: bigint[]): Promise<Map<bigint, Buffer>>
  /** The number up to which the rows from `from` on may have gaps. */
  gapsUntil(from: bigint): Promise<bigint>
  /** What is wrong with the table's guard, as sentences. */
  guardFaults(): Promise<string[]>
}

/** All of them where nothing is said. */
export interface WantedRows {
  /** The least number. */
  from?: bigint
  since?: Date
  /** Later ones are left out. */
  until?: Date
}

const batch = 500
const connectionTimeoutMillis = 10_000

const columns = `id, (extract(epoch FROM at) * 1000000)::bigint::text AS at, person, verified::text, action, subject,
  outcome, detail::text, request_id AS "requestId", place, prev, hash`

/** Works on the audit as it is now; `patienceMs` is how long a statement may take, as long as it wants without. */
export async function withAuditSnapshot<Result>(
  url: string,
  work: (snapshot: AuditSnapshot) => Promise<Result>,
  patienceMs?: number,
): Promise<Result> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis, query_timeout: patienceMs })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    // Nobody's functions and operators but PostgreSQL's own.
    await client.query('SET LOCAL search_path = pg_catalog')
    return await work(await snapshotOf(client))
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function snapshotOf(client: Client): Promise<AuditSnapshot> {
  const { rows } = await client.query<{ last: string | null }>('SELECT max(id) AS last FROM public.audit')
  const last = rows[0]?.last ?? null
  return {
    lastId: last === null ? null : BigInt(last),
    rows: (wanted) => readRows(client, wanted),
    hashesOf: async (ids) => {
      const sql = 'SELECT id, hash FROM public.audit WHERE id = ANY ($1::bigint[])'
      const found = await client.query<{ id: string; hash: Buffer }>(sql, [ids.map(String)])
      return new Map(found.rows.map(({ id, hash }) => [BigInt(id), hash]))
    },
    gapsUntil: async (from) => {
      const sql = `SELECT detail->>'until' AS until FROM public.audit
        WHERE id >= $1 AND action = 'audit.chained' AND request_id = 'migration' ORDER BY id LIMIT 1`
      const found = await client.query<{ until: string | null }>(sql, [String(from)])
      return BigInt(found.rows[0]?.until ?? 0)
    },
    guardFaults: () => guardFaults(client),
  }
}

/** By a cursor: also rows whose number is there twice come out, and never more than a batch is held. */
async function* readRows(client: Client, { from, since, until }: WantedRows = {}) {
  const conditions = [
    ...(from === undefined ? [] : [`id >= ${from}`]),
    ...(since === undefined ? [] : [`at >= ${client.escapeLiteral(since.toISOString())}`]),
    ...(until === undefined ? [] : [`at <= ${client.escapeLiteral(until.toISOString())}`]),
  ]
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  await client.query(
    `DECLARE audit_rows NO SCROLL CURSOR FOR SELECT ${columns} FROM public.audit ${where} ORDER BY id`,
  )
  try {
    for (;;) {
      const { rows } = await client.query<Omit<ChainedRow, 'id'> & { id: string }>(
        `FETCH ${batch} FROM audit_rows`,
      )
      if (rows.length === 0) return
      yield rows.map((row): ChainedRow => ({ ...row, id: BigInt(row.id) }))
    }
  } finally {
    await client.query('CLOSE audit_rows')
  }
}

/** Whether what chains new rows is there, switched on and ours; and whether anything else meddles with the table. */
async function guardFaults(client: Client): Promise<string[]> {
  const table = await client.query<{ kind: string; rules: boolean; security: boolean }>(
    `SELECT relkind AS kind, relhasrules AS rules, relrowsecurity AS security FROM pg_class
     WHERE oid = 'public.audit'::regclass`,
  )
  const [{ kind, rules, security } = { kind: '', rules: false, security: false }] = table.rows
  return [
    ...(kind === 'r' ? [] : ['audit is not a table: something else stands in its place.']),
    ...(rules ? ['There are rules on the table audit, which change what is read or written.'] : []),
    ...(security ? ['Row security is on for the table audit: it may hide rows.'] : []),
    ...(await triggerFaults(client)),
    ...(await functionFaults(client)),
  ]
}

const triggerName = 'audit_chain'
/** For each row, before it is inserted (PostgreSQL's pg_trigger.h). */
const beforeInsertOfRow = 1 + 2 + 4

async function triggerFaults(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; enabled: string; isOurs: boolean }>(
    `SELECT tgname AS name, tgenabled AS enabled,
       tgtype = ${beforeInsertOfRow} AND tgqual IS NULL AND tgfoid = to_regproc('public.audit_chain') AS "isOurs"
     FROM pg_trigger WHERE tgrelid = 'public.audit'::regclass AND NOT tgisinternal`,
  )
  const ours = rows.find(({ name }) => name === triggerName)
  const others = rows.filter(({ name }) => name !== triggerName)
  return [
    ...(ours === undefined ? ['The trigger audit_chain is gone: new rows are not chained.'] : []),
    ...(ours !== undefined && ours.isOurs !== true ? ['The trigger audit_chain is another one.'] : []),
    ...(ours !== undefined && ours.enabled !== 'A'
      ? ['The trigger audit_chain is disabled, or not always enabled: rows may be added unchained.']
      : []),
    ...others.map(({ name }) => `There is another trigger on the table audit: ${name}.`),
  ]
}

/** What the database runs must be what the migrations say. */
async function functionFaults(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; source: string; settings: string[] | null }>(
    `SELECT proname AS name, prosrc AS source, proconfig AS settings FROM pg_proc
     WHERE oid IN (to_regproc('public.audit_chain'), to_regproc('public.audit_hash'))`,
  )
  const isOurs = (name: string, quote: string) =>
    rows.some(
      ({ name: found, source, settings }) =>
        found === name &&
        source === lastBetween(quote) &&
        settings?.join() === 'search_path=pg_catalog, pg_temp',
    )
  return [
    ...(isOurs('audit_chain', '$chain$') ? [] : ['The function audit_chain is not that of the migrations.']),
    ...(isOurs('audit_hash', '$hash$') ? [] : ['The function audit_hash is not that of the migrations.']),
  ]
}

/** The text between such quotes in the newest migration that has them. */
function lastBetween(quote: string): string | undefined {
  return migrationsOf('ops')
    .map(({ sql }) => sql.split(quote)[1])
    .findLast((found) => found !== undefined)
}
