import { connected, ensureRole } from './database-roles.ts'

/** The role of the agent's upkeep of the assistant's database: it cleans and deletes, and reads no text. */
export const maintainerRole = 'agent_maintainer'

/** Makes that role where it is missing, over a connection of the superuser's. */
export async function ensureMaintainer(
  superuserUrl: string,
  database: string,
  password: string,
): Promise<void> {
  await connected(superuserUrl, async (client) => {
    await client.query('SET pg_stat_statements.track_utility = off')
    await ensureRole(client, maintainerRole, password)
    await client.query(`ALTER ROLE ${maintainerRole} CONNECTION LIMIT 5`)
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${maintainerRole}`)
  })
}

/** What it may do with the tables that are there, given by their owner. Of messages it sees no word. */
const rights = [
  'MAINTAIN ON ALL TABLES IN SCHEMA public',
  'SELECT (session_id, created_at), DELETE ON ai_sessions',
  // Locking a row takes the right to change something of it.
  'UPDATE (updated_at) ON ai_sessions',
  'SELECT (message_id, session_id, created_at), DELETE ON ai_messages',
  'SELECT (message_id), DELETE ON ai_feedback',
  'SELECT, INSERT, UPDATE, DELETE ON ai_deletions',
  'EXECUTE ON FUNCTION ai_drop_unfinished_indexes()',
]

/** Gives it its rights, after the migrations. */
export async function grantMaintenance(ownerUrl: string): Promise<void> {
  await connected(ownerUrl, async (client) => {
    for (const right of rights) await client.query(`GRANT ${right} TO ${maintainerRole}`)
  })
}
