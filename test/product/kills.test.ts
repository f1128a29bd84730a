import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { assistantPaths } from '../../src/assistant-api.ts'
import {
  eventually,
  type Product,
  type ProductPlace,
  processesOf,
  productPlace,
  type ServiceName,
  startProduct,
} from '../harness/product.ts'

/** The whole product starts in seconds; on a busy machine in many. */
jest.setTimeout(180_000)

let place: ProductPlace
let product: Product

beforeAll(async () => {
  place = await productPlace()
  product = startProduct(place)
  await product.ready()
})
afterAll(() => place.remove())

async function everythingAnswers(): Promise<boolean> {
  try {
    const health = await fetch(`${place.assistantUrl}${assistantPaths.health}`)
    const page = await fetch(place.chatUrl)
    return page.ok && health.ok
  } catch {
    return false
  }
}

async function startAgain(): Promise<void> {
  product = startProduct(place)
  await product.ready()
}

beforeEach(() => eventually(everythingAnswers))

test.each<ServiceName>(['bot', 'assistant', 'db', 'ops_db'])(
  '%s is killed and revived, and one line tells it',
  async (service) => {
    const before = await product.pidOf(service)
    const after = await product.killAndAwaitRevival(service)
    expect(after).not.toBe(before)
    await eventually(everythingAnswers)
    const told = product
      .output()
      .split('\n')
      .filter((line) => line.includes(`${service} ended (SIGKILL) and runs again`))
    expect(told).toHaveLength(1)
    const logged = (await readFile(join(place.folder, 'logs/agent/agent.log'), 'utf8'))
      .split('\n')
      .filter((line) => line.includes(`"service":"${service}"`))
    expect(logged.length).toBeGreaterThan(0)
    for (const line of logged) expect(line.match(/"name":/g)).toHaveLength(1)
  },
)

test('a second agent on the same data folder is refused, and the first goes on', async () => {
  const bot = await product.pidOf('bot')
  const second = startProduct(place)
  expect(await second.exited).toBe(1)
  expect(second.output()).toBe(
    `The program already runs on the data folder ${place.dataDir}. Stop that one first, or set DATA_DIR (and ASSISTANT_PORT and BOT_PORT) to start a second one.\n`,
  )
  expect(await everythingAnswers()).toBe(true)
  expect(await product.pidOf('bot')).toBe(bot)
})

test('when the agent is killed its processes end, and the next start takes over from the servers it left', async () => {
  const [bot, assistant, db] = [
    await product.pidOf('bot'),
    await product.pidOf('assistant'),
    await product.pidOf('db'),
  ]
  await product.killAgent()
  await eventually(async () => {
    const left = await processesOf(place.dataDir)
    return !left.includes(bot) && !left.includes(assistant)
  }, 5_000)
  expect(await processesOf(place.dataDir)).toContain(db)
  await startAgain()
  expect(await everythingAnswers()).toBe(true)
  expect(await processesOf(place.dataDir)).not.toContain(db)
})

test('when the agent is killed and started again at once, it comes up', async () => {
  await product.killAgent()
  await startAgain()
  expect(await everythingAnswers()).toBe(true)
})

test('when everything is killed, the next start comes up', async () => {
  await product.killEverything()
  await startAgain()
  expect(await everythingAnswers()).toBe(true)
})

test('a process that hangs while its agent is killed is seen off by the next start', async () => {
  const bot = await product.pidOf('bot')
  process.kill(bot, 'SIGSTOP')
  await product.killAgent()
  await startAgain()
  expect(await processesOf(place.dataDir)).not.toContain(bot)
})

test('Ctrl-C stops everything; pressed while it starts, too', async () => {
  expect(await product.stop()).toBe(0)
  expect(await processesOf(place.dataDir)).toEqual([])

  for (const moment of ['✓ Databases', '✓ Migrations', '✓ Assistant']) {
    product = startProduct(place)
    await eventually(async () => product.output().includes(moment))
    expect(await product.stop()).toBe(0)
    expect(await processesOf(place.dataDir)).toEqual([])
  }
  await startAgain()
})

test('when npm, which passes no signal on, is ended, everything ends', async () => {
  await product.stop()
  const npm = startProduct(place, { npm_lifecycle_event: 'start' }, [
    'sh',
    '-c',
    '"$0" src/main.ts & wait',
    process.execPath,
  ])
  await npm.ready()
  process.kill(npm.pid, 'SIGTERM')
  await eventually(async () => (await processesOf(place.dataDir)).length === 0)
  await startAgain()
})
