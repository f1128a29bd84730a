import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { UserError } from './errors.ts'

/**
 * The ops database: the one of OPS_DATABASE_URL, or the one that npm start hosts while it runs.
 * @throws UserError where there is neither.
 */
export async function opsDatabaseUrl({ OPS_DATABASE_URL, DATA_DIR }: Config): Promise<string> {
  if (OPS_DATABASE_URL !== undefined) return OPS_DATABASE_URL
  try {
    const { ops } = JSON.parse(await readFile(join(DATA_DIR, 'agent/secrets.json'), 'utf8'))
    return `postgres://bot_app:${ops.runtime}@127.0.0.1:${await portOf(DATA_DIR)}/ops`
  } catch (cause) {
    throw new UserError('no_database', 'The ops database is not to be found.', {
      action: 'Start the program first (npm start), or set OPS_DATABASE_URL.',
      cause,
    })
  }
}

/** The fourth line of a server's pid file is its port. */
async function portOf(dataDir: string): Promise<string> {
  const near = join(dataDir, 'postgres')
  const elsewhere = await readFile(join(near, 'elsewhere'), 'utf8').catch(() => near)
  const lines = (await readFile(join(elsewhere.trim(), 'ops/postmaster.pid'), 'utf8')).split('\n')
  return lines[3] ?? ''
}
