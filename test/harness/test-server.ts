import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchCluster, prepareCluster, superuserUrl } from '../../src/agent/cluster.ts'
import { openClusterHome } from '../../src/agent/cluster-home.ts'
import { openProcessLog } from '../../src/agent/process-log.ts'
import { testPort } from './ports.ts'

/** A PostgreSQL server of a test run's own. */
export interface TestServer {
  /** As its superuser. */
  url: string
  stop(): Promise<void>
}

/** Starts a server in a folder that goes with it. */
export async function startTestServer(): Promise<TestServer> {
  const folder = await temporaryFolder('test-server-')
  const cluster = {
    name: 'test',
    home: await openClusterHome(folder),
    port: await testPort(),
    password: randomBytes(12).toString('hex'),
    log: openProcessLog(join(folder, 'server.log')),
    durable: false,
    ownGroup: false,
    // Hundreds of databases share it: what one of them did is not to be crowded out by the others.
    settings: { max_connections: '300', 'pg_stat_statements.max': '50000' },
  }
  await prepareCluster(cluster)
  const server = await launchCluster(cluster)
  await server.ready
  return {
    url: superuserUrl(cluster),
    stop: async () => {
      await server.stop()
      await removeDataFolder(folder)
    },
  }
}

/** A folder below the system's temporary one that other users may pass through. */
export async function temporaryFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  await chmod(folder, 0o711)
  return folder
}

/** Removes a data folder and, where its clusters live elsewhere, those too. */
export async function removeDataFolder(folder: string): Promise<void> {
  const elsewhere = await readFile(join(folder, 'postgres/elsewhere'), 'utf8').catch(() => undefined)
  if (elsewhere !== undefined) await rm(elsewhere.trim(), { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
}
