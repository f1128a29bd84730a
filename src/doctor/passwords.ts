import { Client } from 'pg'
import type { Config } from '../config.ts'

/** How many people have a password to sign in with. */
export async function countPasswords({ OPS_DATABASE_URL: url }: Config): Promise<number> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 3_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int FROM local_passwords')
    return rows[0]?.count ?? 0
  } finally {
    await client.end().catch(() => undefined)
  }
}
