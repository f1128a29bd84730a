import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { headsFileNow, noteHead } from '../../src/audit-heads.ts'
import { withAuditSnapshot } from '../../src/audit-snapshot.ts'
import { type Verified, verifyAudit } from '../../src/audit-verify.ts'
import { ensureRoles, protectHistory } from '../../src/database-roles.ts'
import { migrate } from '../../src/migrate.ts'
import { testServerUrl } from './database.ts'

/** An ops database with an owner and a runtime role, as in production, and a file of heads beside it. */
export interface AuditHouse {
  runtimeUrl: string
  headsFile: string
  asOwner(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  asRuntime(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  /** Appends so many rows, as the bot would. */
  append(count: number): Promise<void>
  /** Notes the newest row in the file. */
  note(): Promise<void>
  /** What verifying finds, as the runtime role. */
  verify(from?: bigint): Promise<Verified & { findings: string[] }>
  remove(): Promise<void>
}

export const insertRow = `INSERT INTO audit (at, person, verified, action, subject, outcome, detail, request_id, place)
  VALUES ('2026-11-29T10:00:00.123456Z', 'nikos', true, 'run.approved', 'R-1', 'done', '{"a": [1, "ü – \\u20ac"]}', 'r', 'web')`

export async function auditHouse(): Promise<AuditHouse> {
  const unique = randomBytes(4).toString('hex')
  const plan = { database: `audit_${unique}`, owner: `aowner_${unique}`, runtime: `aruntime_${unique}` }
  const passwords = { superuser: 'unused', owner: 'pass-owner', runtime: 'pass-runtime' }
  const urlAs = (role: string, password: string): string => {
    const url = new URL(superuserUrl(plan.database))
    return Object.assign(url, { username: role, password }).href
  }
  await ensureRoles(superuserUrl, plan, passwords)
  const ownerUrl = urlAs(plan.owner, passwords.owner)
  const runtimeUrl = urlAs(plan.runtime, passwords.runtime)
  await migrate('ops', ownerUrl)
  await protectHistory('ops', ownerUrl, plan)
  const folder = await mkdtemp(join(tmpdir(), 'audit-'))
  const headsFile = join(folder, 'heads.jsonl')
  const asRuntime = (sql: string, values?: unknown[]) => run(runtimeUrl, sql, values)
  return {
    runtimeUrl,
    headsFile,
    asOwner: (sql, values) => run(ownerUrl, sql, values),
    asRuntime,
    append: async (count) => {
      for (let row = 0; row < count; row += 1) await asRuntime(insertRow)
    },
    note: async () => {
      const sql = "SELECT id, encode(hash, 'hex') AS hash FROM audit ORDER BY id DESC LIMIT 1"
      const [row] = await asRuntime(sql)
      await noteHead(headsFile, {
        at: '2026-11-29T10:00:01.000Z',
        id: BigInt(String(row?.['id'])),
        hash: String(row?.['hash']),
      })
    },
    verify: async (from) => {
      const findings: string[] = []
      const heads = await headsFileNow(headsFile)
      const tell = (finding: string): void => void findings.push(finding)
      const verified = await withAuditSnapshot(runtimeUrl, (snapshot) =>
        verifyAudit({ snapshot, heads, tell, ...(from !== undefined && { from }) }),
      )
      return { ...verified, findings }
    },
    remove: async () => {
      await run(superuserUrl('postgres'), `DROP DATABASE ${plan.database} WITH (FORCE)`)
      await run(superuserUrl('postgres'), `DROP ROLE ${plan.owner}, ${plan.runtime}`)
      await rm(folder, { recursive: true })
    },
  }
}

function superuserUrl(database: string): string {
  const url = new URL(testServerUrl())
  url.pathname = `/${database}`
  return url.href
}

/** Several statements are one transaction. */
async function run(url: string, sql: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}
