import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { execa } from 'execa'
import { Client } from 'pg'
import {
  type Cluster,
  folderOf,
  launchCluster,
  prepareCluster,
  superuserUrl,
} from '../../src/agent/cluster.ts'
import { openClusterHome } from '../../src/agent/cluster-home.ts'
import type { Launched } from '../../src/agent/launched.ts'
import { openProcessLog } from '../../src/agent/process-log.ts'
import { testPort } from '../harness/ports.ts'
import { eventually } from '../harness/product.ts'
import { removeDataFolder, temporaryFolder } from '../harness/test-server.ts'

let dataDir: string
let cluster: Cluster
const servers: Launched[] = []

beforeAll(async () => {
  dataDir = await temporaryFolder('cluster-')
  cluster = {
    name: 'test',
    home: await openClusterHome(dataDir),
    port: await testPort(),
    password: randomBytes(12).toString('hex'),
    log: openProcessLog(join(dataDir, 'server.log')),
    durable: false,
    ownGroup: true,
  }
  await prepareCluster(cluster)
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})
afterAll(() => removeDataFolder(dataDir))

async function launched(): Promise<Launched> {
  const server = await launchCluster(cluster)
  servers.push(server)
  await server.ready
  return server
}

async function ask(sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: superuserUrl(cluster) })
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}

test('a server is ready when it says so, listens on loopback alone and asks for a password', async () => {
  await launched()
  const [row] = await ask(
    "SELECT current_setting('listen_addresses') AS host, current_setting('server_version_num')::int / 10000 AS major",
  )
  expect(row).toEqual({ host: '127.0.0.1', major: 17 })
  const wrong = new URL(superuserUrl(cluster))
  wrong.password = 'wrong'
  await expect(new Client({ connectionString: wrong.href }).connect()).rejects.toThrow(
    'password authentication failed',
  )
})

test('a stopped server leaves no pid file, and its data is there after the next start', async () => {
  const server = await launched()
  await ask('CREATE TABLE kept (n int)')
  await server.stop()
  expect(await server.ended).toBe('exit code 0')
  await expect(readFile(join(folderOf(cluster), 'postmaster.pid'))).rejects.toThrow('ENOENT')
  await launched()
  expect(await ask('SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }])
})

test('a server that was left running is ended and a new one takes its place', async () => {
  const left = await launched()
  const next = await launched()
  expect(next.pid).not.toBe(left.pid)
  expect(await left.ended).toBe('exit code 0')
  await ask('SELECT 1')
})

test('a killed server recovers at the next start', async () => {
  const server = await launched()
  await ask('CREATE TABLE recovered (n int)')
  process.kill(server.pid, 'SIGKILL')
  await server.ended
  await eventually(async () => {
    await launched()
    return true
  })
  expect(await ask('SELECT count(*)::int AS n FROM recovered')).toEqual([{ n: 0 }])
})

test('a pid file whose pid was given to another process stands in nobody’s way, and that process lives', async () => {
  const bystander = execa('sleep', ['60'], { reject: false })
  const server = await launched()
  process.kill(server.pid, 'SIGKILL')
  await server.ended
  const file = join(folderOf(cluster), 'postmaster.pid')
  const lines = (await readFile(file, 'utf8')).split('\n')
  await writeFile(file, [bystander.pid, ...lines.slice(1)].join('\n'))
  await launched()
  await ask('SELECT 1')
  expect(bystander.nodeChildProcess.exitCode).toBe(null)
  bystander.kill()
  expect((await bystander).signal).toBe('SIGTERM')
})

test('a server that cannot start says why', async () => {
  await launched()
  const second = { ...cluster, name: 'second' }
  await prepareCluster(second)
  const server = await launchCluster(second)
  await expect(server.ready).rejects.toThrow(
    /The database server "second" ended while starting \(exit code 1\)\..*could not create any TCP\/IP sockets/,
  )
})
