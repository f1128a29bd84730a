import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { Client } from 'pg'
import type { RunRecord } from '../../../src/bot/web/api.ts'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { startTicketReceiver, type TicketReceiver } from '../../fakes/ticket-receiver.ts'
import { startTestAgent, type TestAgent } from '../../harness/agent.ts'
import {
  type BotHome,
  botHome,
  buttonIn,
  errorsIn,
  startTestBot,
  type TestBot,
  type Visitor,
  visit,
} from '../../harness/bot.ts'
import { type ScratchDatabase, scratchDatabase } from '../../harness/database.ts'
import { eventually } from '../../harness/eventually.ts'

let assistant: FakeAssistant
let database: ScratchDatabase
let agent: TestAgent
let receiver: TicketReceiver
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  receiver = await startTicketReceiver()
  database = await scratchDatabase('assistant')
  await onDatabase('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  // Its own statements alone are told, so it wants one.
  await onDatabase('SELECT count(*) FROM ai_messages')
  agent = await startTestAgent({ databaseUrl: database.url })
  home = await botHome(assistant.url)
  bot = await startTestBot(home, { ...agent.settings, TICKET_WEBHOOK_URL: receiver.url })
}, 90_000)
afterAll(async () => {
  await bot.close()
  await home.remove()
  await agent.close()
  await database.drop()
  await receiver.stop()
  await assistant.stop()
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

async function onDatabase(sql: string): Promise<void> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

const newest = async (): Promise<number> =>
  (await home.query<{ number: number }>('SELECT coalesce(max(number), 0)::int AS number FROM runs'))[0]
    ?.number ?? 0

/** Has a report made, and waits for the card that it ends with. */
async function reported(visitor: Visitor, command: string) {
  const before = await newest()
  await visitor.say(command)
  const number = await eventually(async () => (await newest()) > before && (await newest()))
  const ended = await visitor.shown(`run:R-${number}`, ({ headline = '' }) => !headline.startsWith('RUNNING'))
  return { number, ...ended }
}

const hour = 3_600_000
/** A line as our own processes log it. */
function lineOf(level: 'INFO' | 'WARN' | 'ERROR', msg: string, hoursAgo: number, err?: string): string {
  const time = new Date(bot.clock.now().getTime() - hoursAgo * hour).toISOString()
  return `${JSON.stringify({ level, time, msg, ...(err !== undefined && { err: { message: err } }) })}\n`
}

const logs = {
  before: () => lineOf('ERROR', 'request failed', 30, 'x is undefined') + lineOf('ERROR', 'old trouble', 30),
  now: () =>
    [
      ...Array.from({ length: 4 }, () => lineOf('ERROR', 'request failed', 2, 'x is undefined')),
      ...Array.from({ length: 12 }, () =>
        lineOf('WARN', 'question answered with less than it could be: openai: answered 429', 1),
      ),
      lineOf('WARN', "answer refused: The assistant's database cannot be reached.", 1),
      lineOf('WARN', 'slow answer', 1),
      lineOf('INFO', 'question answered', 1),
    ].join(''),
}

test('a review groups what the logs hold, says what is new, and opens tickets; nobody confirms it', async () => {
  mkdirSync(agent.logFolder, { recursive: true })
  const text = logs.before() + logs.now()
  writeFileSync(join(agent.logFolder, 'ai_assistant.log'), text)
  writeFileSync(join(agent.logFolder, 'ai_assistant_errors.log'), text.replace(/^.*"(INFO|WARN)".*\n/gm, ''))
  await agent.print('ai_assistant', text)
  receiver.plan(500)
  const nikos = visit(bot, 'nikos')
  const { number, card, text: words, entry } = await reported(nikos, '/logs review')
  expect(card.headline).toBe('FOUND · Log review · 1 kind of errors, 3 kinds of warnings, 3 new')
  expect(words).toContain('OpenAI: 12 (was 0)')
  expect(words).toContain('Database: 1 (was 0)')
  expect(words).toContain('Slow responses: 1 (was 0)')
  expect(words).toContain('more: 1 → 4 · error · Repeated errors: request failed: x is undefined')
  expect(words).toContain(
    'new: 12 · warning · OpenAI: question answered with less than it could be: openai: answered #',
  )
  expect(words).toContain('gone (was 1) · error · Other: old trouble')
  expect(words).toMatch(/Tickets: T-\d+ opened\.$/m)
  const ticket = buttonIn(card, 'ticket-close')?.value ?? ''
  bot.clock.wind(5_000)
  const sent = await eventually(() => receiver.calls.length >= 2 && receiver.calls)
  expect(sent.map(({ headers }) => headers['idempotency-key'])).toEqual([
    `T-${ticket}-version-1`,
    `T-${ticket}-version-1`,
  ])
  expect(JSON.parse(sent[1]?.body ?? '')).toMatchObject({
    ticket: `T-${ticket}`,
    pattern: 'openai',
    count: 12,
    state: 'open',
  })
  const audit = await home.query<{ person: string; action: string }>(
    "SELECT person, action FROM audit WHERE subject = $1 AND action IN ('run.requested', 'run.approved')",
    [`R-${number}`],
  )
  expect(audit).toEqual([
    { person: 'nikos', action: 'run.requested' },
    { person: 'nikos', action: 'run.approved' },
  ])
  await nikos.click(entry, 'ticket-close')
  const closed = await nikos.shown(
    `run:R-${number}`,
    (shown) => buttonIn(shown, 'ticket-close') === undefined,
  )
  expect(closed.card.headline).toBe(card.headline)
  await eventually(async () => JSON.stringify(await nikos.transcript()).includes(`CLOSED · T-${ticket}`))
  bot.clock.wind(5_000)
  await eventually(() => receiver.calls.at(-1)?.headers['idempotency-key'] === `T-${ticket}-version-2`)
}, 60_000)

test('the record has every finding, and each log with what it held', async () => {
  const nikos = visit(bot, 'nikos')
  const { number } = await reported(nikos, '/logs review since 12h')
  const record = (await (await nikos.call('GET', `/api/runs/${number}`)).json()) as RunRecord
  const [read, , review] = record.steps
  expect(read?.evidence).toEqual([
    { label: 'What it prints', value: '19 lines, 4 errors, 14 warnings' },
    { label: 'ai_assistant.log', value: '19 lines, 4 errors, 14 warnings' },
    { label: 'ai_assistant_errors.log', value: '4 lines, 4 errors, 0 warnings' },
  ])
  expect(review?.output).toHaveLength(4)
  expect(record.facts).toContainEqual({ label: 'Period', value: '12h' })
}, 60_000)

test('a log that is not there is said, and is not "no errors"; one that cannot be read neither', async () => {
  rmSync(join(agent.logFolder, 'ai_assistant_errors.log'))
  rmSync(join(agent.logFolder, 'ai_assistant.log'))
  mkdirSync(join(agent.logFolder, 'ai_assistant.log'))
  // Nothing was printed in the last minutes, and the files cannot be read.
  const { card, text } = await reported(visit(bot, 'nikos'), '/logs review since 5m')
  expect(card.headline).toBe('INCOMPLETE · Log review · 1 of 3 logs could not be read')
  expect(text).toMatch(/^ai_assistant\.log: could not be read: .*ai_assistant_errors\.log: not there/m)
  rmSync(agent.logFolder, { recursive: true })
}, 60_000)

test.each(['yesterday', '24', '-1h', '99d', '1h; rm -rf /'])(
  'a review since %j is refused, and nothing runs',
  async (since) => {
    const before = await newest()
    const nikos = visit(bot, 'nikos')
    const { text } = await nikos.reply(await nikos.say(`/logs review since ${since}`))
    expect(text).toMatch(/is no span of time|not how a log is asked for/)
    expect(await newest()).toBe(before)
  },
)

test('while the agent is away for a moment, the review waits for it', async () => {
  await agent.vanish()
  const nikos = visit(bot, 'nikos')
  const before = await newest()
  await nikos.say('/logs review')
  const number = await eventually(async () => (await newest()) > before && (await newest()))
  const running = await nikos.shown(`run:R-${number}`, ({ headline = '' }) => headline.startsWith('RUNNING'))
  expect(running.card.headline).toMatch(/^RUNNING · Log review · step 1 of 3/)
  await agent.reopen()
  await nikos.shown(`run:R-${number}`, ({ headline = '' }) => /^(FOUND|DONE)/.test(headline))
}, 60_000)

test('the performance: every value against its limit; the second report has the trend as a picture', async () => {
  assistant.performance = {
    requests: { minutes: 5, all: 200, failed: 3, with_less: 2 },
    response_ms: { p50: 900, p95: 12_000 },
    active_sessions: { minutes: 15, count: 7 },
    usage: {
      today: [{ model: 'gpt-4o-2024-08-06', prompt_tokens: 100_000, completion_tokens: 10_000 }],
      week: [{ model: 'house-model', prompt_tokens: 1_000, completion_tokens: 0 }],
    },
  }
  const nikos = visit(bot, 'nikos')
  const first = await reported(nikos, '/performance')
  expect(first.card.headline).toBe('CRITICAL · Performance · 2 of 5 outside normal')
  expect(first.text).toMatch(/^CPU: \d+(\.\d+)? %: /m)
  expect(first.text).toMatch(/^Memory: 0\.\d+ GB: normal$/m)
  expect(first.text).toContain(
    'Response time: 12 s: critical (limit 10 s), of 95 in 100 answers of 5 minutes; half of them in 0.9 s',
  )
  expect(first.text).toContain('Error rate: 1.5 %: warning (limit 1 %), 3 of 200 in 5 minutes')
  expect(first.text).toContain('Active sessions: 7: normal, with a message in 15 minutes')
  expect(first.text).toContain(
    'Model today: 110,000 tokens, $0.35. 7 days: 1,000 tokens (no price set for house-model).',
  )
  expect(first.text).toContain('The trend is shown from the second report on.')
  expect(first.card.blocks.filter(({ kind }) => kind === 'image')).toEqual([])
  const asked = assistant.calls.findLast(({ path }) => path.startsWith('/api/ai/performance'))
  expect(asked?.path).toBe('/api/ai/performance?time_zone=Europe%2FAthens')

  assistant.performance.response_ms = { p50: 400, p95: 2_000 }
  const second = await reported(nikos, '/perf')
  expect(second.card.headline).toBe('WARNING · Performance · 1 of 5 outside normal')
  const [picture] = second.card.blocks.flatMap((block) => (block.kind === 'image' ? [block] : []))
  expect(picture?.alt).toMatch(
    /^Error rate stayed at 1\.5 %\. .*Response time fell from 12 to 2 s\..* From .* EET to .* EET\.$/,
  )
  const drawn = await fetch(bot.url + picture?.url)
  expect(drawn.headers.get('content-type')).toBe('image/png')
  const bytes = Buffer.from(await drawn.arrayBuffer())
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  expect(bytes.length).toBeGreaterThan(10_000)
  await nikos.click(second.entry, 'slowest-statements')
  await eventually(async () => JSON.stringify(await nikos.transcript()).includes('Slowest statements ·'))
  expect(JSON.stringify(await nikos.transcript())).toMatch(/\d ms, \d+ times?: .*ai_messages/)
}, 60_000)

test('what cannot be had is unknown, with its reason; no requests are not zero', async () => {
  assistant.performance = {
    ...assistant.performance,
    requests: { minutes: 5, all: 0, failed: 0, with_less: 0 },
    response_ms: null,
  }
  const quiet = await reported(visit(bot, 'nikos'), '/performance')
  expect(quiet.text).toContain('Error rate: no requests in 5 minutes')
  expect(quiet.card.headline).toMatch(/, 2 without requests$/)
  await assistant.stop()
  await agent.vanish()
  const nikos = visit(bot, 'nikos')
  const before = await newest()
  await nikos.say('/performance')
  const number = await eventually(async () => (await newest()) > before && (await newest()))
  // Each of them is asked again for a moment.
  const hasEnded = async () =>
    (await home.query("SELECT 1 FROM runs WHERE number = $1 AND status <> 'running'", [number])).length > 0
  await eventually(hasEnded, { within: 60_000 })
  const { card, text } = await nikos.shown(`run:R-${number}`, ({ headline = '' }) =>
    headline.startsWith('UNKNOWN'),
  )
  expect(card.headline).toBe('UNKNOWN · Performance · nothing could be measured')
  expect(text).toMatch(/^CPU: unknown: .*agent/m)
  expect(text).toMatch(/^Error rate: unknown: The service does not answer now/m)
  expect(text).toContain('Tokens and cost of the model: unknown.')
  await assistant.start()
  await agent.reopen()
}, 120_000)

test.each(['/performance', '/perf', '/logs review'])(
  '%s by staff is refused, and nothing runs',
  async (command) => {
    const before = await newest()
    const maria = visit(bot, 'maria')
    const { text } = await maria.reply(await maria.say(command))
    expect(text).toMatch(/role|no command|may not/i)
    expect(await newest()).toBe(before)
  },
)

test('a picture that is none is not found', async () => {
  expect((await fetch(`${bot.url}/trend/00000000-0000-4000-8000-000000000000`)).status).toBe(404)
  expect((await fetch(`${bot.url}/trend/..%2f..%2fetc%2fpasswd`)).status).toBe(400)
})
