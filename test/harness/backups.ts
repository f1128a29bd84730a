import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import type { BackupParts } from '../../src/agent/backups/backups.ts'
import { type Facts, factsSchema } from '../../src/agent/backups/facts.ts'
import { readFacts } from '../../src/agent/backups/facts-sql.ts'
import { localTools } from '../../src/agent/backups/local-tools.ts'
import { partOf } from '../../src/agent/backups/parts.ts'
import { backupShelf } from '../../src/agent/backups/shelf.ts'
import { ensureRoles, type Plan, protectHistory } from '../../src/database-roles.ts'
import { migrate, type Schema } from '../../src/migrate.ts'
import { fillAssistant, fillOps } from './backup-content.ts'
import { testServerUrl } from './database.ts'
import { removeDataFolder, temporaryFolder } from './test-server.ts'

/** Two databases with their roles, as an installation has them, and everything that it takes to back them up. */
export interface BackupHouse {
  folder: string
  parts: BackupParts
  plans: Record<Schema, Plan>
  passwords: string[]
  /** As the owner, the role that works there, or the superuser. */
  urlOf(schema: Schema, role?: 'owner' | 'runtime' | 'superuser'): string
  run(
    schema: Schema,
    sql: string,
    role?: 'owner' | 'runtime' | 'superuser',
  ): Promise<Record<string, unknown>[]>
  /** What a live database holds, as checksums of every table. */
  live(schema?: Schema): Promise<unknown>
  /** The scratch databases that are there, and who is connected on behalf of backups. */
  leftOnServer(): Promise<unknown[]>
  close(): Promise<void>
}

/** @param programs the folder of pg_dump and psql. */
export async function backupHouse(
  programs: string,
  options: { shelf?: string; filled?: boolean } = {},
): Promise<BackupHouse> {
  const folder = await temporaryFolder('backups-')
  const unique = randomBytes(4).toString('hex')
  const plan = (kind: string): Plan => ({
    database: `live_${kind}_${unique}`,
    owner: `${kind}_owner_${unique}`,
    runtime: `${kind}_app_${unique}`,
  })
  const plans = { assistant: plan('assistant'), ops: plan('ops') }
  const password = { owner: `owner-secret-${unique}`, runtime: `runtime-secret-${unique}` }
  const urlOf: BackupHouse['urlOf'] = (schema, role = 'owner') => {
    const url = new URL(testServerUrl())
    url.pathname = `/${plans[schema].database}`
    if (role === 'superuser') return url.href
    url.username = plans[schema][role]
    url.password = password[role]
    return url.href
  }
  const run: BackupHouse['run'] = async (schema, sql, role = 'owner') => rowsOf(urlOf(schema, role), sql)
  for (const schema of ['assistant', 'ops'] as const) {
    const at = (database: string): string =>
      Object.assign(new URL(testServerUrl()), { pathname: `/${database}` }).href
    await ensureRoles(at, plans[schema], password)
    await migrate(schema, urlOf(schema))
    await protectHistory(schema, urlOf(schema), plans[schema])
  }
  if (options.filled !== false) {
    await run('assistant', fillAssistant)
    await run('ops', fillOps)
  }
  const settings = join(folder, 'settings.env')
  await writeFile(settings, `OPENAI_API_KEY=settings-secret-${unique}\n`, { mode: 0o600 })
  const servers = {
    assistant: { ownerUrl: urlOf('assistant'), makerUrl: urlOf('assistant', 'superuser') },
    ops: { ownerUrl: urlOf('ops'), makerUrl: urlOf('ops', 'superuser') },
  }
  const parts: BackupParts = {
    tools: localTools(servers, { path: programs, roots: [] }),
    shelf: backupShelf(options.shelf ?? join(folder, 'backups')),
    settingsFiles: [settings],
    version: '0.1.0',
    now: () => new Date(),
    stopping: new AbortController().signal,
  }
  const databases = [plans.assistant.database, plans.ops.database]
  const left = async (): Promise<unknown[]> => {
    const scratch = await rowsOf(
      testServerUrl(),
      `SELECT datname FROM pg_database WHERE datname LIKE 'proof\\_%' AND pg_get_userbyid(datdba) IN ('${plans.assistant.owner}', '${plans.ops.owner}')`,
    )
    const connected = await rowsOf(
      testServerUrl(),
      `SELECT datname, application_name, state FROM pg_stat_activity WHERE application_name LIKE 'ai\\_backup%' AND datname IN ('${databases.join("', '")}')`,
    )
    return [...scratch, ...connected]
  }
  return {
    folder,
    parts,
    plans,
    passwords: [password.owner, password.runtime, new URL(testServerUrl()).password],
    urlOf,
    run,
    live: async (schema = 'assistant') => {
      const client = new Client({ connectionString: urlOf(schema) })
      await client.connect()
      try {
        return await liveFacts(client, schema)
      } finally {
        await client.end()
      }
    },
    leftOnServer: async () => {
      // A server's process ends a moment after whoever it served.
      for (let looks = 0; looks < 50; looks += 1) {
        if ((await left()).length === 0) return []
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      return await left()
    },
    close: async () => {
      for (const { database, owner, runtime } of Object.values(plans)) {
        await rowsOf(testServerUrl(), `DROP DATABASE ${database} WITH (FORCE)`)
        await rowsOf(testServerUrl(), `DROP ROLE ${owner}, ${runtime}`)
      }
      await removeDataFolder(folder)
    },
  }
}

/** What a live database holds, as checksums of every table. */
export async function liveFacts(client: Client, schema: Schema): Promise<Facts> {
  await client.query('BEGIN READ ONLY')
  const results: unknown = await client.query(readFacts(partOf[schema]))
  await client.query('ROLLBACK')
  const last = (results as { rows: { set_config: string }[] }[]).at(-1)?.rows[0]?.set_config ?? ''
  return factsSchema.parse(JSON.parse(last))
}

async function rowsOf(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Changes a file of a backup, as a fault of the disk or somebody would. */
export async function alterFile(path: string, change: (text: string) => string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const before = await readFile(path, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`nothing was changed in ${path}`)
  await writeFile(path, after)
}
