import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { startTestAgent, type TestAgent } from '../harness/agent.ts'
import {
  type BotHome,
  botHome,
  buttonIn,
  errorsIn,
  startTestBot,
  type TestBot,
  type Visitor,
  visit,
} from '../harness/bot.ts'
import { eventually } from '../harness/eventually.ts'
import { proveQuickly } from '../harness/prove-quickly.ts'

let assistant: FakeAssistant
let agent: TestAgent
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  agent = await startTestAgent()
  home = await botHome(assistant.url)
  await proveQuickly(home)
  bot = await startTestBot(home, agent.settings)
})
afterAll(async () => {
  await bot.close()
  await home.remove()
  await agent.close()
  await assistant.stop()
})
beforeEach(() => writeFileSync(agent.settingsPath, ''))
afterEach(() => expect(errorsIn(bot)).toEqual([]))

const secret = 'sk-canary-0123456789abcdef-canary'
const file = () => readFileSync(agent.settingsPath, 'utf8')
const says = (word: string) => (card: { headline?: string }) => card.headline?.startsWith(word) === true

async function reply(person: string, text: string) {
  const visitor = visit(bot, person)
  return { visitor, ...(await visitor.reply(await visitor.say(text))) }
}

/** The number of the newest run of a conversation. */
async function runIn({ conversation }: Visitor, after = 0): Promise<number> {
  return await eventually(async () => {
    const sql = 'SELECT max(number)::int AS number FROM runs WHERE thread = $1'
    const [row] = await home.query<{ number: number | null }>(sql, [conversation])
    return (row?.number ?? 0) > after && (row?.number ?? 0)
  })
}

async function approve(number: number, person = 'anna'): Promise<Response> {
  const [row] = await home.query<{ digest: string }>('SELECT digest FROM runs WHERE number = $1', [number])
  const press = { action: 'run-approve', value: `${number} ${row?.digest}` }
  return await visit(bot, person).call('POST', `/api/runs/${number}/presses`, press)
}

/** Everything that the bot has kept and said. */
async function everything(): Promise<string> {
  const tables = await home.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  )
  const rows = await Promise.all(
    tables.map(({ name }) => home.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)),
  )
  return JSON.stringify([rows, bot.log])
}

test('config shows what may be changed, with secrets masked, and each secret its own way', async () => {
  writeFileSync(agent.settingsPath, `OPENAI_MODEL=gpt-4o\nOPENAI_API_KEY=${secret}\n`)
  const { card, text } = await reply('nikos', '/config')
  expect(card.headline).toMatch(/^CONFIG · \d+ settings can be changed$/)
  expect(text).toContain('OPENAI_MODEL · gpt-4o')
  expect(text).toContain(`OPENAI_API_KEY · set, ends in …${secret.slice(-4)}`)
  expect(text).not.toContain(secret)
  expect(text).not.toContain('TOKEN_PRIVATE_KEY')
  expect(buttonIn(card, 'config-secret')?.label).toBe('Replace REDIS_URL…')
})

test('a change is planned, approved by a senior, and its card ends with the proof', async () => {
  const { visitor } = await asked('nikos', '/config OPENAI_MODEL=gpt-4o-mini because it is cheaper')
  const number = await runIn(visitor)
  const plan = await visitor.shown(`run:R-${number}`)
  expect(plan.card.headline).toBe('NEEDS APPROVAL · Config · settings')
  expect(plan.text).toContain('OPENAI_MODEL: not set → gpt-4o-mini')
  expect(plan.text).toContain('“it is cheaper”')
  expect(plan.text).toContain('a senior, not the one who asked')
  expect((await approve(number, 'nikos')).status).toBe(403)
  expect((await approve(number)).status).toBe(200)
  const done = await visitor.shown(`run:R-${number}`, says('DONE'))
  expect(done.card.headline).toMatch(/^DONE · Config · 1 setting changed, proved in /)
  expect(done.text).toContain('Sample chat: quoted from the manuals')
  expect(file()).toBe('OPENAI_MODEL=gpt-4o-mini\n')
}, 60_000)

test('one that goes wrong is rolled back, and the card says so', async () => {
  assistant.plan({ end: { status: 422, error: { code: 'broken', message: 'It is broken.' } } })
  const { visitor } = await asked('nikos', '/env OPENAI_MODEL=gpt-4.1')
  const number = await runIn(visitor)
  await visitor.shown(`run:R-${number}`)
  await approve(number)
  const failed = await visitor.shown(`run:R-${number}`, says('FAILED'))
  expect(failed.card.headline).toBe('FAILED · Config · rolled back')
  expect(failed.text).toContain('It is broken.')
  expect(failed.text).toContain('it is as before')
  expect(failed.text).toContain('Settings: as settings.env had them before')
  expect(buttonIn(failed.card, 'run-retry')).toBeUndefined()
  expect(file()).toBe('')
  // The same plan can be asked for anew by its button.
  await visitor.click(failed.entry, 'plan')
  const again = await runIn(visitor, number)
  expect((await visitor.shown(`run:R-${again}`)).text).toContain('OPENAI_MODEL: not set → gpt-4.1')
}, 60_000)

test('a setting alone asks for its value, which is then planned', async () => {
  const { visitor, entry, text } = await reply('nikos', '/config LOG_LEVEL')
  expect(text).toContain('The least severe entry')
  await visitor.click(entry, 'config-change', undefined, 'debug')
  const number = await runIn(visitor)
  expect((await visitor.shown(`run:R-${number}`)).text).toContain('LOG_LEVEL: not set → debug')
})

test.each([
  ['/config DATA_DIR=/', 'may not be changed'],
  ['/config MAX_PAGES=many', 'would not be valid'],
  ['/config what is this', 'is not how a setting is changed'],
  ['/config OPENAI_MODEL=gpt-4o', 'is so already'],
])('%s is refused', async (words, says) => {
  const { text } = await reply('nikos', words)
  expect(text).toContain(says)
})

test.each(['maria', 'kim', 'alex'])('%s may not, and is told who may', async (person) => {
  for (const words of ['/config', '/config OPENAI_MODEL=x', '/config OPENAI_API_KEY']) {
    const { text } = await reply(person, words)
    expect(text).toContain('Config needs the on-call role.')
  }
})

test('a secret in the chat is refused at once and kept nowhere; another way is offered', async () => {
  for (const words of [
    `/config OPENAI_API_KEY=${secret}`,
    `/config OPENAI_API_KEY ${secret}`,
    `/env LOG_LEVEL=debug OPENAI_API_KEY="${secret}" because it is old`,
  ]) {
    const { text, card } = await reply('nikos', words)
    expect(card.headline).toBe('REFUSED · a value of OPENAI_API_KEY was written here')
    expect(text).toContain('replace it where it was made')
    expect(buttonIn(card, 'config-secret')).toBeDefined()
  }
  const { visitor, entry } = await reply('nikos', '/config')
  await visitor.click(entry, 'config-change', undefined, `OPENAI_API_KEY=${secret}`)
  await eventually(async () => (await visitor.transcript()).length > 2)
  expect(await everything()).not.toContain(secret)
})

/** The page that a card leads to. */
async function pageFor(person: string) {
  const { visitor, card } = await reply(person, '/config OPENAI_API_KEY')
  const link = card.blocks.find((block) => block.kind === 'link')
  if (link?.kind !== 'link') throw new Error('no link')
  const submit = (value: string, as = person, headers: Record<string, string> = {}) =>
    fetch(bot.url + link.url, {
      method: 'POST',
      headers: {
        cookie: `person=${as}`,
        origin: bot.url,
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body: new URLSearchParams({ value }),
    })
  return { visitor, url: link.url, submit }
}

test('a secret goes by its page to the agent: planned, approved, written; nothing else ever held it', async () => {
  const { visitor, url, submit } = await pageFor('nikos')
  const page = await visitor.call('GET', url)
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(await page.text()).toContain('type="password"')
  const handed = await submit(secret)
  expect([handed.status, (await handed.text()).includes('Its plan is R-')]).toEqual([200, true])
  const number = await runIn(visitor)
  const plan = await visitor.shown(`run:R-${number}`)
  expect(plan.text).toContain('OPENAI_API_KEY: not set → another value')
  await approve(number)
  await visitor.shown(`run:R-${number}`, says('DONE'))
  expect(file()).toBe(`OPENAI_API_KEY=${secret}\n`)
  expect(await everything()).not.toContain(secret)
  const record = await visit(bot, 'anna').call('GET', `/api/runs/${number}/record.json`)
  expect(await record.text()).not.toContain(secret)
  expect((await submit('another')).status).toBe(403)
}, 60_000)

test('the page is for one person, one use, ten minutes and its own form', async () => {
  const { visitor, url, submit } = await pageFor('nikos')
  expect((await visit(bot, 'anna').call('GET', url)).status).toBe(403)
  expect((await submit(secret, 'anna')).status).toBe(403)
  expect((await submit(secret, 'nikos', { origin: 'https://evil.example' })).status).toBe(403)
  expect((await visitor.call('GET', url.replace('OPENAI_API_KEY', 'REDIS_URL'))).status).toBe(403)
  expect((await submit('')).status).toBe(400)
  bot.clock.wind(11 * 60_000)
  expect((await visitor.call('GET', url)).status).toBe(403)
  expect((await submit(secret)).status).toBe(403)
})

/** Says something to which a run's card is the only reply. */
async function asked(person: string, text: string) {
  const visitor = visit(bot, person)
  await visitor.say(text)
  return { visitor }
}
