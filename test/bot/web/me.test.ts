import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Me } from '../../../src/bot/web/api.ts'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome, startTestBot, type TestBot, visit } from '../../harness/bot.ts'

let assistant: FakeAssistant
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
  bot = await startTestBot(home)
})
afterAll(async () => {
  await bot.close()
  await home.remove()
  await assistant.stop()
})

const me = async (person: string) => (await (await visit(bot, person).call('GET', '/api/me')).json()) as Me

test('whoever has not chosen is the first of people.yml, and so is one whom it does not know', async () => {
  expect((await me('')).person).toEqual({ id: 'maria', name: 'Maria Sample', roles: ['staff'] })
  expect((await me('nobody')).person?.id).toBe('maria')
  expect((await me('constructor')).person?.id).toBe('maria')
})

test('the page learns the commands, the machines and questions to start with', async () => {
  const { commands, machineModels, suggestions, people } = await me('maria')
  expect(commands.map(({ name }) => name)).toEqual([
    'ask',
    'escalate',
    'cases',
    'status',
    'contacts',
    'window',
    'help',
  ])
  expect(machineModels).toEqual(['V3.1B', 'V4.0'])
  expect(suggestions).toEqual([
    { question: 'How do I start the V4.0?', machineModel: 'V4.0', language: 'en' },
  ])
  expect(people?.map(({ id }) => id)).toEqual(['maria', 'nikos', 'anna', 'petros', 'kim', 'alex'])
})

test.each([
  ['maria', { seesRuns: false, mayUpload: false, service: undefined }],
  ['nikos', { seesRuns: true, mayUpload: false, service: { state: 'ok', text: 'Everything works' } }],
  ['anna', { seesRuns: true, mayUpload: false, service: { state: 'ok', text: 'Everything works' } }],
  ['kim', { seesRuns: false, mayUpload: true, service: undefined }],
  ['alex', { seesRuns: false, mayUpload: false, service: undefined }],
])('%s sees what the role is for', async (person, expected) => {
  const { seesRuns, mayUpload, service } = await me(person)
  expect({ seesRuns, mayUpload, service }).toEqual(expected)
})

/** Plans a maintenance of an hour, so many hours from now. */
const plan = (reason: string, hours: number) =>
  home.query(
    `INSERT INTO planned_maintenance (request_key, reason, starts_at, ends_at, planned_by, planned_at)
     VALUES ($1, $1, $2, $3, 'anna', $2)`,
    [reason, ...[hours, hours + 1].map((by) => new Date(bot.clock.now().getTime() + by * 3_600_000))],
  )

test('everybody sees the maintenance that is announced, and then the one that lasts', async () => {
  await plan('Later', 26)
  bot.clock.wind(10_000)
  expect((await me('maria')).maintenance).toBeUndefined()
  await plan('Upgrade', 20)
  await plan('Cancelled', 10)
  await home.query(
    "UPDATE planned_maintenance SET end_key = 'x', ended_by = 'anna', ended_at = planned_at - interval '1 h' WHERE reason = 'Cancelled'",
  )
  bot.clock.wind(10_000)
  for (const person of ['maria', 'nikos', 'anna', 'petros', 'kim', 'alex']) {
    expect((await me(person)).maintenance).toMatchObject({ reason: 'Upgrade', isNow: false })
  }
  bot.clock.wind(20 * 3_600_000)
  expect((await me('maria')).maintenance).toMatchObject({ reason: 'Upgrade', isNow: true })
  bot.clock.wind(3_600_000)
  expect((await me('maria')).maintenance).toMatchObject({ reason: 'Later', isNow: false })
})

test('the switcher sets a cookie that scripts and other sites cannot use, and logs it as unverified', async () => {
  const response = await visit(bot, 'maria').call('PUT', '/api/me', { person: 'anna' })
  expect(((await response.json()) as Me).person?.id).toBe('anna')
  expect(response.headers.get('set-cookie')).toBe('person=anna; Path=/; HttpOnly; SameSite=Strict')
  expect(bot.log.find(({ msg }) => msg === 'person switched')).toMatchObject({
    person: 'maria',
    becomes: 'anna',
    unverified: true,
  })
  expect((await visit(bot).call('PUT', '/api/me', { person: 'nobody' })).status).toBe(404)
})

test('while the assistant is down the page still opens, with what was known', async () => {
  await me('nikos')
  await assistant.stop()
  bot.clock.wind(60_000)
  const { machineModels, service } = await me('nikos')
  expect({ machineModels, service }).toEqual({
    machineModels: ['V3.1B', 'V4.0'],
    service: { state: 'down', text: 'It does not respond' },
  })
  await assistant.start()
})
