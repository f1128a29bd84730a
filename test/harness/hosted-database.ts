import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import type { ProductPlace } from './product.ts'

/** A connection to a database that a running product hosts. */
export async function hostedDatabase(
  place: ProductPlace,
  schema: 'assistant' | 'ops',
  role: 'superuser' | 'runtime' = 'superuser',
): Promise<Client> {
  const agent = join(place.dataDir, 'agent')
  const secrets = JSON.parse(await readFile(join(agent, 'secrets.json'), 'utf8'))
  const home = await readFile(join(place.dataDir, 'postgres/elsewhere'), 'utf8').catch(() => undefined)
  const folder = join(home?.trim() ?? join(place.dataDir, 'postgres'), schema)
  // The fourth line of a server's pid file is its port.
  const port = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n')[3]
  const client = new Client({
    host: '127.0.0.1',
    port: Number(port),
    user: role === 'superuser' ? 'postgres' : runtimeRoles[schema],
    password: secrets[schema][role],
    database: databases[schema],
  })
  // The server may be killed by the test.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

const databases = { assistant: 'abparts_prod', ops: 'ops' }
const runtimeRoles = { assistant: 'assistant_app', ops: 'bot_app' }
