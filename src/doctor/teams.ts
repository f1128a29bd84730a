import { Client } from 'pg'
import type { TeamsFacts } from '../bot/teams/checks.ts'
import type { Config } from '../config.ts'
import { onCall, readSettingsFiles } from './settings-files.ts'

/** What the checks of Teams need to know: from the bot's database and from the settings files. */
export function teamsFacts(config: Config): TeamsFacts {
  return {
    // Why the database cannot be read, its own check says.
    heardFrom: () => heardFrom(config).catch(() => null),
    people: async () => {
      const { people, runbook } = await readSettingsFiles(config.CONFIG_DIR)
      return { all: people.all, onCall: onCall(people, runbook) }
    },
  }
}

async function heardFrom({ OPS_DATABASE_URL: url }: Config): Promise<string | null> {
  if (url === undefined) return null
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 3_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ service_url: string }>(
      'SELECT service_url FROM teams_conversations ORDER BY updated_at DESC LIMIT 1',
    )
    return rows[0]?.service_url ?? null
  } finally {
    await client.end().catch(() => undefined)
  }
}
