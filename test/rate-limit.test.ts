import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Redis } from 'ioredis'
import { pino } from 'pino'
import { minuteBudget, type Take } from '../src/rate-limit.ts'
import { openRedis } from '../src/redis.ts'
import { eventually } from './harness/eventually.ts'
import { describeWith, redisServer } from './harness/needs.ts'
import { startRedis, type TestRedis } from './harness/redis.ts'

const three = { name: 'test', perMinute: 3 }

/** Who of so many in a row may go on. */
async function taken(take: Take, who: string, times: number): Promise<boolean[]> {
  const all: boolean[] = []
  for (let time = 0; time < times; time += 1) all.push((await take(who)) === 0)
  return all
}

test('a used-up budget says when there is more, and is nobody else’s', async () => {
  const take = minuteBudget(three, undefined)
  expect(await taken(take, 'maria', 4)).toEqual([true, true, true, false])
  const wait = await take('maria')
  expect(wait).toBeGreaterThanOrEqual(1)
  expect(wait).toBeLessThanOrEqual(60)
  expect(await taken(take, 'nikos', 1)).toEqual([true])
})

describeWith(redisServer, 'with Redis', (program) => {
  let server: TestRedis
  const clients: Redis[] = []
  const connect = async (): Promise<Redis> => {
    const redis = openRedis(server.url, pino({ level: 'silent' }))
    clients.push(redis)
    await eventually(() => redis.status === 'ready')
    return redis
  }
  beforeEach(async () => {
    server = await startRedis(program)
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect()
    await server.kill()
  })

  test('copies share a budget; what is named differently does not', async () => {
    const [one, other] = [minuteBudget(three, await connect()), minuteBudget(three, await connect())]
    expect(await taken(one, 'maria', 2)).toEqual([true, true])
    expect(await taken(other, 'maria', 2)).toEqual([true, false])
    const elsewhere = minuteBudget({ ...three, name: 'other' }, await connect())
    expect(await taken(elsewhere, 'maria', 1)).toEqual([true])
  })

  test('killed meanwhile, it is counted in memory', async () => {
    const take = minuteBudget(three, await connect())
    await server.kill()
    expect(await taken(take, 'maria', 4)).toEqual([true, true, true, false])
  })

  test('a Redis that hangs holds nobody up', async () => {
    const take = minuteBudget(three, await connect())
    server.freeze()
    expect(await taken(take, 'maria', 4)).toEqual([true, true, true, false])
    server.goOn()
  })
})
