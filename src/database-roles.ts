import { Client } from 'pg'
import type { Schema } from './migrate.ts'

/** A database and the two roles that use it: the owner migrates and maintains it, the runtime role only works in it. */
export interface Plan {
  database: string
  owner: string
  runtime: string
}

/** The names are those of the runbook. */
export const plans: Record<Schema, Plan> = {
  assistant: { database: 'abparts_prod', owner: 'abparts_user', runtime: 'assistant_app' },
  ops: { database: 'ops', owner: 'ops_owner', runtime: 'bot_app' },
}

/** Of the two roles. */
export interface RolePasswords {
  owner: string
  runtime: string
}

/** Creates a cluster's roles and database where they are missing, and gives each role its rights. */
export async function ensureRoles(
  superuserUrl: (database: string) => string,
  plan: Plan,
  passwords: RolePasswords,
): Promise<void> {
  await connected(superuserUrl('postgres'), async (client) => {
    // The statements below hold passwords, which the statistics would show.
    await client.query('SET pg_stat_statements.track_utility = off')
    await ensureRole(client, plan.owner, passwords.owner)
    await ensureRole(client, plan.runtime, passwords.runtime)
    await ensureDatabase(client, plan)
  })
  await connected(superuserUrl(plan.database), (client) => grantInside(client, plan))
}

/** The role of the agent's named statements: it reads statistics, and nothing that anybody stored. */
export const readerRole = 'agent_reader'

/** Makes that role where it is missing and gives it its few rights, over a connection of the superuser's. */
export async function ensureReader(superuserUrl: string, database: string, password: string): Promise<void> {
  await connected(superuserUrl, async (client) => {
    await client.query('SET pg_stat_statements.track_utility = off')
    await ensureRole(client, readerRole, password)
    await client.query(`ALTER ROLE ${readerRole} CONNECTION LIMIT 5`)
    await client.query(`ALTER ROLE ${readerRole} SET default_transaction_read_only = on`)
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${readerRole}`)
    await client.query(`GRANT pg_read_all_stats TO ${readerRole}`)
  })
}

/** Works over a connection of its own. */
export async function connected(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url })
  // A server that stops meanwhile is told by the statement that it cuts off.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

/** Makes a role that may sign in where it is missing, and gives it its password. */
export async function ensureRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])
  if (rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN`)
  await client.query(`ALTER ROLE ${role} PASSWORD ${client.escapeLiteral(password)}`)
}

async function ensureDatabase(client: Client, { database, owner, runtime }: Plan): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])
  if (rowCount === 0) await client.query(`CREATE DATABASE ${database} OWNER ${owner}`)
  await client.query(`REVOKE ALL ON DATABASE ${database}, postgres, template1 FROM PUBLIC`)
  await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${runtime}`)
}

/** What the owner creates from now on, the runtime role may fill and read, but not change in shape. */
async function grantInside(client: Client, { owner, runtime }: Plan): Promise<void> {
  const future = `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT`
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  // Where the server has it: for vectors to come. The embedded form's server has it not.
  const { rowCount } = await client.query("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")
  if (rowCount !== 0) await client.query('CREATE EXTENSION IF NOT EXISTS vector')
  // The runbook reads everybody's statements as the owner.
  await client.query(`GRANT pg_read_all_stats TO ${owner}`)
  await client.query(`${future} SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${runtime}`)
  await client.query(`${future} USAGE, SELECT ON SEQUENCES TO ${runtime}`)
  // The tables of the queue's library stand in a schema of their own.
  await client.query(`${future} USAGE ON SCHEMAS TO ${runtime}`)
}

/** Tables whose rows are appended and never changed. */
const appendOnly: Record<Schema, string[]> = { assistant: [], ops: ['audit', 'run_events'] }

/** Tables whose rows stay, and what of a row may become another: who said yes to what does not. */
const kept: Record<Schema, Record<string, string[]>> = {
  assistant: {},
  ops: {
    standing_approvals: [
      'status',
      'verified',
      'approved_by',
      'approved_at',
      'expires_at',
      'ended_by',
      'ended_at',
    ],
    planned_maintenance: ['end_key', 'ended_by', 'ended_at'],
    verified_answers: [
      'version',
      'status',
      'reviewed_by',
      'reviewed_at',
      'expires_at',
      'retired_by',
      'retired_at',
    ],
  },
}

/** The history of migrations is the owner's to write; the record of what was done is nobody's to change. */
export async function protectHistory(schema: Schema, ownerUrl: string, { runtime }: Plan): Promise<void> {
  await connected(ownerUrl, async (client) => {
    await client.query(`REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM ${runtime}`)
    for (const table of appendOnly[schema]) {
      await client.query(`REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON ${table} FROM ${runtime}`)
    }
    for (const [table, columns] of Object.entries(kept[schema])) {
      // In one go: the bot may be at work.
      await client.query(`
        REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON ${table} FROM ${runtime};
        GRANT UPDATE (${columns.join(', ')}) ON ${table} TO ${runtime}`)
    }
  })
}
