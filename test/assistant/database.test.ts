import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Cluster, launchCluster, prepareCluster, superuserUrl } from '../../src/agent/cluster.ts'
import { openClusterHome } from '../../src/agent/cluster-home.ts'
import { openProcessLog } from '../../src/agent/process-log.ts'
import type { Health } from '../../src/assistant-api.ts'
import { migrate } from '../../src/migrate.ts'
import { testClock } from '../harness/clock.ts'
import { scratchDatabase } from '../harness/database.ts'
import { eventually } from '../harness/eventually.ts'
import { testPort } from '../harness/ports.ts'
import { removeDataFolder, temporaryFolder } from '../harness/test-server.ts'
import { sql, startTestAssistant, type TestAssistant } from './harness.ts'

const question = { message: 'What torque do the blade bolts need?' }

async function healthOf(assistant: TestAssistant): Promise<{ status: number; body: Health }> {
  const response = await assistant.call('/health')
  return { status: response.status, body: (await response.json()) as Health }
}

describe('a database server that stops and comes back', () => {
  let folder: string
  let cluster: Cluster
  let server: Awaited<ReturnType<typeof launchCluster>>
  let assistant: TestAssistant
  const start = async () => {
    server = await launchCluster(cluster)
    await server.ready
  }

  beforeAll(async () => {
    folder = await temporaryFolder('assistant-database-')
    cluster = {
      name: 'stops',
      home: await openClusterHome(folder),
      port: await testPort(),
      password: randomBytes(12).toString('hex'),
      log: openProcessLog(join(folder, 'server.log')),
      durable: false,
      ownGroup: false,
    }
    await prepareCluster(cluster)
    assistant = await startTestAssistant({ DATABASE_URL: superuserUrl(cluster) })
  }, 60_000)
  afterAll(async () => {
    await assistant?.close()
    await server?.stop()
    await removeDataFolder(folder)
  })

  test('is missing at the start: the assistant runs and says so', async () => {
    expect(await healthOf(assistant)).toMatchObject({
      status: 503,
      body: { status: 'down', dependencies: { database: { state: 'down', detail: 'cannot be reached' } } },
    })
    expect((await assistant.call('/info')).status).toBe(200)
    await expectDatabaseDown(assistant)
  })

  test('is served as soon as it is there with its tables', async () => {
    await start()
    await migrate('assistant', superuserUrl(cluster))
    expect(await assistant.ask(question)).toMatchObject({ mode: 'none' })
    await eventually(async () => (await healthOf(assistant)).status === 200)
  })

  test('is missed while it is stopped, and served again afterwards', async () => {
    await server.stop()
    await expectDatabaseDown(assistant)
    await eventually(async () => (await healthOf(assistant)).status === 503)
    await start()
    await eventually(async () => (await assistant.post(question)).status === 200)
    await eventually(async () => (await healthOf(assistant)).status === 200)
  })

  test('leaves no bug and no password in the log', () => {
    expect(assistant.logged()).not.toContain('request failed')
    expect(assistant.logged()).not.toContain(cluster.password)
  })
})

async function expectDatabaseDown(assistant: TestAssistant): Promise<void> {
  for (const accept of ['application/json', 'text/event-stream']) {
    const response = await assistant.post(question, { accept })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await response.json()).toMatchObject({
      error: { code: 'database_down', action: expect.stringContaining('Ask again in a minute') },
    })
  }
}

test('a database with another schema is refused by name until it is migrated', async () => {
  const clock = testClock()
  const database = await scratchDatabase('assistant')
  await sql(database.url, 'DROP SCHEMA public CASCADE')
  await sql(database.url, 'CREATE SCHEMA public')
  const assistant = await startTestAssistant({ DATABASE_URL: database.url }, clock)
  try {
    const { status, body } = await healthOf(assistant)
    expect(status).toBe(503)
    expect(body.dependencies['database']?.detail).toMatch(/lacks \d+_init/)
    const refusal = await assistant.post(question)
    expect(refusal.status).toBe(503)
    expect(await refusal.json()).toMatchObject({ error: { code: 'wrong_schema' } })

    await migrate('assistant', database.url)
    expect(await assistant.ask(question)).toMatchObject({ mode: 'none' })
    clock.wind(5_000)
    expect((await healthOf(assistant)).status).toBe(200)
  } finally {
    await assistant.close()
    await database.drop()
  }
})

test('without DATABASE_URL it does not start', async () => {
  await expect(startTestAssistant({})).rejects.toMatchObject({
    message: 'DATABASE_URL is not set; the assistant keeps everything there.',
  })
})
