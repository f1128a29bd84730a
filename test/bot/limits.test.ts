import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { createLimits, type OpenLimits } from '../../src/bot/limits.ts'
import { readConfig } from '../../src/config.ts'
import { eventually } from '../harness/eventually.ts'
import { describeWith, redisServer } from '../harness/needs.ts'
import { startRedis, type TestRedis } from '../harness/redis.ts'

const open: OpenLimits[] = []
const limitsWith = (settings: Record<string, string>, log = pino({ level: 'silent' })): OpenLimits => {
  const limits = createLimits(
    readConfig({ MESSAGES_PER_MINUTE: '3', MESSAGES_PER_MINUTE_CHANNEL: '5', ...settings }),
    log,
  )
  open.push(limits)
  return limits
}
/** Who of so many in a row may go on. */
const sends = async (limits: OpenLimits, person: string, place: string, times: number) => {
  const all: boolean[] = []
  for (let time = 0; time < times; time += 1) all.push((await limits.take(person, place)) === 0)
  return all
}

afterEach(async () => {
  for (const limits of open.splice(0)) await limits.close()
})

test('somebody who sends too much waits, wherever it is sent; others go on', async () => {
  const limits = limitsWith({})
  expect(await sends(limits, 'maria', 'C1', 4)).toEqual([true, true, true, false])
  expect(await sends(limits, 'maria', 'C2', 1)).toEqual([false])
  expect(await sends(limits, 'nikos', 'C1', 1)).toEqual([true])
  expect(await limits.take('maria', 'C2')).toBeGreaterThanOrEqual(1)
})

test('too much from all in one place makes all wait there, not elsewhere', async () => {
  const limits = limitsWith({})
  expect(await sends(limits, 'maria', 'C1', 3)).toEqual([true, true, true])
  expect(await sends(limits, 'nikos', 'C1', 3)).toEqual([true, true, false])
  expect(await sends(limits, 'anna', 'C1', 1)).toEqual([false])
  expect(await sends(limits, 'anna', 'C2', 1)).toEqual([true])
})

test('whoever is held back does not use up what all have in common', async () => {
  const limits = limitsWith({})
  await sends(limits, 'maria', 'C1', 20)
  expect(await sends(limits, 'nikos', 'C1', 2)).toEqual([true, true])
})

describeWith(redisServer, 'with Redis', (program) => {
  let redis: TestRedis
  beforeEach(async () => {
    redis = await startRedis(program)
  })
  afterEach(async () => {
    await redis.kill()
  })

  test('several bots count together', async () => {
    const [one, other] = [limitsWith({ REDIS_URL: redis.url }), limitsWith({ REDIS_URL: redis.url })]
    // Until both are connected each counts for itself; from then on a budget that one used up is used up.
    await eventually(async () => {
      const person = crypto.randomUUID()
      await sends(one, person, person, 3)
      return (await other.take(person, person)) > 0
    })
  })

  test('without it each counts for itself, and says so once', async () => {
    const lines: string[] = []
    await redis.kill()
    const limits = limitsWith(
      { REDIS_URL: redis.url },
      pino({ level: 'info' }, { write: (line) => void lines.push(line) }),
    )
    expect(await sends(limits, 'maria', 'C1', 4)).toEqual([true, true, true, false])
    await eventually(() => lines.length > 0)
    expect(lines.join('')).toContain('Redis cannot be reached')
  })
})
