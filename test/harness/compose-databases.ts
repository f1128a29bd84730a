import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { Client } from 'pg'
import { parse, stringify } from 'yaml'
import type { BackupParts } from '../../src/agent/backups/backups.ts'
import { composeBackups } from '../../src/agent/compose/agent.ts'
import { dockerCommand } from '../../src/agent/compose/docker.ts'
import { readProject } from '../../src/agent/compose/project.ts'
import { readConfig } from '../../src/config.ts'
import { ensureRoles, plans, protectHistory } from '../../src/database-roles.ts'
import { migrate, type Schema } from '../../src/migrate.ts'
import { fillAssistant, fillOps } from './backup-content.ts'
import { eventually } from './eventually.ts'
import { removeDataFolder, temporaryFolder } from './test-server.ts'

/** The two database containers of the production file, alone, with roles and content. */
export interface ComposeDatabases {
  folder: string
  parts: BackupParts
  secrets: string[]
  run(
    schema: Schema,
    sql: string,
    role?: 'owner' | 'runtime' | 'superuser',
  ): Promise<Record<string, unknown>[]>
  /** The command lines of what runs in a database's container. */
  inside(schema: Schema): Promise<string>
  compose(...args: string[]): Promise<string>
  close(): Promise<void>
}

const serviceOf: Record<Schema, string> = { assistant: 'db', ops: 'ops_db' }

export async function composeDatabases(): Promise<ComposeDatabases> {
  const folder = await temporaryFolder('compose-backups-')
  const file = join(folder, 'docker-compose.prod.yml')
  const password = { superuser: secret(), owner: secret(), runtime: secret() }
  await layOut(folder, file, password.superuser)
  const compose = async (...args: string[]): Promise<string> =>
    (await execa('docker', ['compose', '-f', file, ...args])).stdout
  await compose('up', '-d')
  const container = async (schema: Schema): Promise<string> => compose('ps', '-q', serviceOf[schema])
  const urlOf = async (schema: Schema, role: keyof typeof password, database?: string): Promise<string> => {
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'
    const { stdout } = await execa('docker', ['inspect', '--format', format, await container(schema)])
    const name = role === 'superuser' ? 'postgres' : plans[schema][role]
    return `postgres://${name}:${password[role]}@${stdout}:5432/${database ?? plans[schema].database}`
  }
  for (const schema of ['assistant', 'ops'] as const) {
    const admin = await urlOf(schema, 'superuser', 'postgres')
    await eventually(async () => (await query(admin, 'SELECT 1').catch(() => [])).length > 0, {
      within: 120_000,
    })
    const at = (database: string): string => Object.assign(new URL(admin), { pathname: `/${database}` }).href
    await ensureRoles(at, plans[schema], password)
    const owner = await urlOf(schema, 'owner')
    await migrate(schema, owner)
    await protectHistory(schema, owner, plans[schema])
    await query(owner, schema === 'assistant' ? fillAssistant : fillOps)
  }
  const docker = dockerCommand()
  const signal = new AbortController().signal
  const project = await readProject(docker, file, signal)
  return {
    folder,
    parts: composeBackups({ config: readConfig({}), signal }, docker, project, file),
    secrets: Object.values(password),
    run: async (schema, sql, role = 'owner') => query(await urlOf(schema, role), sql),
    inside: async (schema) => (await execa('docker', ['top', await container(schema)])).stdout,
    compose,
    close: async () => {
      await compose('down', '-v', '-t', '1')
      await removeDataFolder(folder)
    },
  }
}

const secret = (): string => randomBytes(12).toString('hex')

async function layOut(folder: string, file: string, superuser: string): Promise<void> {
  const source = await readFile(join(import.meta.dirname, '../../docker-compose.prod.yml'), 'utf8')
  const { services } = parse(source, { merge: true })
  const wanted = Object.entries(serviceOf).map(([schema, name]) => {
    const { networks: _, volumes, ...service } = services[name]
    const environment = { ...service.environment, POSTGRES_PASSWORD: superuser }
    const limit = { mem_limit: schema === 'assistant' ? '1g' : '512m' }
    return [name, { ...service, ...limit, environment, volumes }]
  })
  await writeFile(
    file,
    stringify({
      name: `backup-test-${randomBytes(4).toString('hex')}`,
      services: Object.fromEntries(wanted),
      volumes: { db_data: {}, ops_data: {} },
    }),
  )
  await writeFile(join(folder, '.env.production'), 'OPENAI_API_KEY=settings-secret\n', { mode: 0o600 })
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
