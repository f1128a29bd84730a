import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { startBot } from '../../src/bot/app.ts'
import type { Me } from '../../src/bot/web/api.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { type BotHome, botHome, startTestBot, type TestBot, visit } from '../harness/bot.ts'
import { eventually } from '../harness/eventually.ts'
import { replaceFile } from '../harness/replace-file.ts'

let assistant: FakeAssistant
let home: BotHome
const bots: TestBot[] = []

beforeEach(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
})
afterEach(async () => {
  for (const bot of bots.splice(0)) await bot.close()
  await home.remove()
  await assistant.stop()
})

const file = (name: string) => join(home.configDir, name)

async function start(): Promise<TestBot> {
  const bot = await startTestBot(home)
  bots.push(bot)
  return bot
}

async function stop(): Promise<void> {
  for (const bot of bots.splice(0)) await bot.close()
}

async function namesIn(bot: TestBot): Promise<string[]> {
  const me = (await (await visit(bot, 'maria').call('GET', '/api/me')).json()) as Me
  return me.people?.map(({ name }) => name) ?? []
}

async function statusFor(bot: TestBot, person: string): Promise<string> {
  const visitor = visit(bot, person)
  return (await visitor.reply(await visitor.say('/status'))).text
}

test('a change of people.yml is taken up while the bot runs', async () => {
  const bot = await start()
  const text = await readFile(file('people.yml'), 'utf8')
  await replaceFile(file('people.yml'), text.replace('Maria Sample', 'Maria Renamed'))
  await eventually(async () => (await namesIn(bot)).includes('Maria Renamed'))
})

test('a broken people.yml leaves the last good one, tells the log and administrators, and recovers when mended', async () => {
  const bot = await start()
  const good = await readFile(file('people.yml'), 'utf8')
  await replaceFile(file('people.yml'), good.replace('roles: [senior]', 'roles: [boss]'))
  const entry = await eventually(() =>
    bot.log.find(({ level, file: name }) => level === 'ERROR' && name === 'people.yml'),
  )
  expect(entry['problem']).toMatch(
    /people\.yml is not valid: line \d+, people\[2\]\.roles\[0\]: must be one of staff, on-call, senior/,
  )
  expect(await namesIn(bot)).toContain('Anna Placeholder')
  expect(await statusFor(bot, 'alex')).toContain('people.yml is not valid')
  expect(await statusFor(bot, 'nikos')).not.toContain('people.yml')
  await replaceFile(file('people.yml'), good)
  await eventually(() => bot.log.find(({ msg }) => msg === 'settings file taken up'))
  expect(await statusFor(bot, 'alex')).not.toContain('people.yml')
})

test.each([
  ['broken', () => writeFile(file('people.yml'), 'people: [')],
  ['gone', () => rm(file('people.yml'))],
])('a people.yml that is %s at the next start: the last good one is in force', async (_, spoil) => {
  await start()
  await stop()
  await spoil()
  const bot = await start()
  expect(await namesIn(bot)).toContain('Maria Sample')
  expect(await statusFor(bot, 'alex')).toMatch(/people\.yml is (not valid|missing)/)
})

test.each([
  ['missing', 'people.yml', () => rm(file('people.yml')), /people\.yml is missing/],
  [
    'broken',
    'runbook.yml',
    () => writeFile(file('runbook.yml'), 'service: 1'),
    /runbook\.yml is not valid: line 1/,
  ],
])('a %s %s at the first start is refused clearly, and nothing stays open', async (_, __, spoil, reason) => {
  await spoil()
  const config = readConfig(home.environment)
  const started = startBot(config, { log: createLog({ ...config, LOG_LEVEL: 'silent' }, 'ai_bot') })
  await expect(started).rejects.toThrow(reason)
  const open = await home.query(
    'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  )
  expect(open).toEqual([])
})

test('a person whom runbook.yml names and people.yml does not know is told to administrators', async () => {
  const bot = await start()
  const runbook = await readFile(file('runbook.yml'), 'utf8')
  await replaceFile(file('runbook.yml'), runbook.replace('primary: nikos', 'primary: nobody'))
  await eventually(() => bot.log.find(({ msg }) => msg === 'settings file taken up'))
  expect(await statusFor(bot, 'alex')).toContain('runbook.yml names "nobody" as on_call.primary')
  const maria = visit(bot)
  expect((await maria.reply(await maria.say('/contacts'))).text).toContain('On call: nobody is named')
})

test('a schedule of what somebody must approve is refused while the bot runs: the last good one stays, the log says why', async () => {
  const bot = await start()
  const good = await readFile(file('runbook.yml'), 'utf8')
  const write = (text: string) => replaceFile(file('runbook.yml'), text)
  const withSchedule = (procedure: string) =>
    write(
      good.replace(
        'schedules: []',
        `schedules: [{ name: nightly, procedure: ${procedure}, every: day, at: "03:00" }]`,
      ),
    )
  const listed = async () => {
    const nikos = visit(bot, 'nikos')
    return (await nikos.reply(await nikos.say('/schedule'))).text
  }
  await withSchedule('restart')
  const refusal = await eventually(() =>
    bot.log.find(({ level, file: of }) => level === 'ERROR' && of === 'runbook.yml'),
  )
  expect(refusal['problem']).toMatch(
    /schedules\[0\]\.procedure: restart may not run by the clock, since a person must/,
  )
  expect(await listed()).toContain('Nothing runs by the clock')
  await withSchedule('log-review')
  await eventually(async () => (await listed()).includes('nightly: Review the logs, every day at 03:00'))
  await write(good)
  await eventually(async () => (await listed()).includes('Nothing runs by the clock'))
  expect(await home.query('SELECT name FROM schedules')).toHaveLength(0)
})
