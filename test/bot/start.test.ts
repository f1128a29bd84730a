import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { startBot } from '../../src/bot/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { type BotHome, botHome, readEvents, startTestBot, type TestBot, visit } from '../harness/bot.ts'
import { eventually } from '../harness/eventually.ts'

let home: BotHome
const bots: TestBot[] = []
beforeEach(async () => {
  home = await botHome('http://127.0.0.1:1')
})
afterEach(async () => {
  for (const bot of bots.splice(0)) await bot.close()
  await home.remove()
})

const running = async (): Promise<TestBot> => {
  const bot = await startTestBot(home)
  bots.push(bot)
  return bot
}

const start = (changes: Record<string, string>) => {
  const config = readConfig({ ...home.environment, ...changes })
  return startBot(config, { log: createLog({ ...config, LOG_LEVEL: 'silent' }, 'ai_bot') })
}

test('without the address of its database it says so', async () => {
  await expect(start({ OPS_DATABASE_URL: '' })).rejects.toThrow('OPS_DATABASE_URL is not set.')
})

test('a database that cannot be reached is named, not its address', async () => {
  const started = start({ OPS_DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/ops' })
  await expect(started).rejects.toThrow('The ops database (OPS_DATABASE_URL) cannot be reached.')
})

test('a database without the schema, or with another one, is refused', async () => {
  const history = await home.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations ORDER BY migration_name',
  )
  await home.query('DELETE FROM _prisma_migrations')
  await expect(start({})).rejects.toThrow(
    `The ops database lacks ${history.map(({ name }) => name).join(', ')}.`,
  )
})

test('a port that is in use is named', async () => {
  const bot = await running()
  const port = new URL(bot.url).port
  await expect(start({ BOT_PORT: port })).rejects.toThrow(`The address 127.0.0.1:${port} is in use.`)
})

test('it stops with streams open and a question under way', async () => {
  const bot = await running()
  const maria = visit(bot)
  await maria.say('A question that nobody answers')
  let isReady = false
  const listening = (async () => {
    for await (const { event } of readEvents(bot, 'maria', maria.conversation)) isReady ||= event === 'ready'
  })()
  await eventually(() => isReady)
  await bot.close()
  await listening
  await expect(fetch(`${bot.url}/health`)).rejects.toThrow()
})

test('without the tables of the queue it serves people, says what is wrong, and stops', async () => {
  await home.query('DROP SCHEMA pgboss CASCADE')
  const bot = await running()
  await eventually(() => bot.log.some(({ msg }) => msg === 'the queue reports a fault'))
  const nikos = visit(bot, 'nikos')
  const listed = await nikos.reply(await nikos.say('/schedule'))
  expect(listed.text).toContain('Nothing runs by the clock')
  const before = performance.now()
  await bot.close()
  expect(performance.now() - before).toBeLessThan(2_000)
})

test('/health tells of the database, the assistant and the platforms', async () => {
  const bot = await running()
  const response = await fetch(`${bot.url}/health`)
  expect([response.status, await response.json()]).toEqual([
    200,
    {
      status: 'degraded',
      dependencies: {
        ops_database: { state: 'ok' },
        assistant: { state: 'down' },
        audit_heads: { state: 'ok' },
        slack: { state: 'off' },
        teams: { state: 'off' },
        web: { state: 'ok' },
      },
    },
  ])
})
