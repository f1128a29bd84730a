import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
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

let assistant: FakeAssistant
let agent: TestAgent
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  agent = await startTestAgent()
  home = await botHome(assistant.url)
  bot = await startTestBot(home, agent.settings)
})
afterAll(async () => {
  await bot.close()
  await home.remove()
  await agent.close()
  await assistant.stop()
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

/** The number of the newest run. */
async function newest(): Promise<number> {
  const [row] = await home.query<{ number: number }>('SELECT max(number)::int AS number FROM runs')
  return row?.number ?? 0
}

/** Asks for a plan, and waits for its card. */
async function planned(visitor: Visitor, command: string) {
  const before = await newest()
  await visitor.say(command)
  const number = await eventually(async () => {
    const now = await newest()
    return now > before && now
  })
  return { number, ...(await visitor.shown(`run:R-${number}`)) }
}

const says = (word: string) => (card: { headline?: string }) => card.headline?.startsWith(word) === true

async function reply(person: string, text: string) {
  const visitor = visit(bot, person)
  return await visitor.reply(await visitor.say(text))
}

test('restart by on-call: planned, confirmed, another process afterwards, and the card ends with its proof', async () => {
  const nikos = visit(bot, 'nikos')
  const before = agent.pidOf('ai_assistant')
  const plan = await planned(nikos, '/restart because it is slow')
  expect(plan.card.headline).toBe('PLAN · Restart · ai_assistant')
  expect(plan.text).toContain('“it is slow”')
  expect(agent.pidOf('ai_assistant')).toBe(before)
  await nikos.click(plan.entry, 'run-approve')
  const done = await nikos.shown(`run:R-${plan.number}`, says('DONE'))
  expect(done.card.headline).toMatch(/^DONE · Restart · healthy, proved in /)
  expect(agent.pidOf('ai_assistant')).not.toBe(before)
  expect(done.text).toMatch(/Started: .*was/)
  expect(buttonIn(done.card, 'run-approve')).toBeUndefined()
}, 60_000)

test('meanwhile a second restart is told of the first', async () => {
  const nikos = visit(bot, 'nikos')
  const plan = await planned(nikos, '/restart')
  await nikos.click(plan.entry, 'run-approve')
  await nikos.shown(`run:R-${plan.number}`, says('RUNNING'))
  const told = await reply('anna', '/reboot')
  expect(told.text).toContain(`R-${plan.number} has been restarting ai_assistant since `)
  expect(buttonIn(told.card, 'run-show')?.value).toBe(String(plan.number))
  await nikos.shown(`run:R-${plan.number}`, says('DONE'))
}, 60_000)

test('staff are told who is on duty; asked for, the wish is a case, and the refusal is on record', async () => {
  const maria = visit(bot, 'maria')
  const before = await newest()
  const { text, card, entry } = await maria.reply(await maria.say('/restart'))
  expect(text).toBe('Restart needs the on-call role. On duty: Nikos Example.\n[Ask them]')
  await maria.click(entry, 'get-a-person', buttonIn(card, 'get-a-person')?.value ?? '')
  expect((await maria.shown(`${entry.id}:case`)).text).toContain('“Asks for: restart”')
  expect(await newest()).toBe(before)
  const refused = await home.query(
    "SELECT person, outcome FROM audit WHERE outcome = 'refused' AND person = 'maria'",
  )
  expect(refused.length).toBeGreaterThan(0)
})

test('a stop waits for somebody else: the one who asked is refused, another person approves', async () => {
  const nikos = visit(bot, 'nikos')
  const { card, entry, number } = await planned(nikos, '/stop db because of the disk')
  expect(card.headline).toBe('NEEDS APPROVAL · Stop · db')
  expect(buttonIn(card, 'run-approve')).toBeUndefined()
  const anna = visit(bot, 'anna')
  const list = await anna.reply(await anna.say('/approvals'))
  expect(list.text).toContain(`R-${number}`)
  await anna.click(list.entry, 'run-show', String(number))
  const shown = await eventually(async () =>
    (await anna.transcript()).find((one) => JSON.stringify(one.body).includes('Approve stop')),
  )
  await anna.click(shown, 'run-approve')
  const done = await nikos.shown(entry.id, says('DONE'))
  expect(done.card.headline).toMatch(/^DONE · Stop · stopped, proved/)
}, 60_000)

test('an emergency run wants a reason; everybody reads it on the card, and a senior reviews it', async () => {
  const nikos = visit(bot, 'nikos')
  const { entry, number } = await planned(nikos, '/stop db')
  await nikos.click(entry, 'run-emergency', undefined, 'The disk is on fire')
  const done = await nikos.shown(entry.id, says('DONE'))
  expect(done.text).toContain('Emergency run by Nikos Example: “The disk is on fire” A review is owed.')
  expect(buttonIn(done.card, 'run-review')).toBeUndefined()
  const anna = visit(bot, 'anna')
  const key = await anna.say(`/runs ${number}`)
  const shown = await anna.reply(key)
  await anna.click(shown.entry, 'run-review', undefined, 'It was right')
  await nikos.shown(entry.id, (card) => !JSON.stringify(card).includes('A review is owed'))
}, 60_000)

test('a rejection carries its reason to the one who asked; the button is of no use a second time', async () => {
  const nikos = visit(bot, 'nikos')
  const { entry, number } = await planned(nikos, '/stop ai_assistant')
  const anna = visit(bot, 'anna')
  const shown = await anna.reply(await anna.say(`/runs R-${number}`))
  await anna.click(shown.entry, 'run-reject', undefined, 'Not before noon')
  expect((await nikos.shown(entry.id, says('REJECTED'))).text).toContain('“Not before noon” Nothing ran.')
  const before = (await anna.transcript()).length
  await anna.click(shown.entry, 'run-approve')
  const told = await eventually(async () => (await anna.transcript())[before])
  expect(JSON.stringify(told.body)).toContain('Rejected by Anna Placeholder')
  expect(agent.pidOf('ai_assistant')).not.toBeNull()
})

test.each([
  ['nikos', /^No command “restrat”. Did you mean:\n\[Restart the service…\]/],
  ['maria', /^No command “restrat”\.\n\[Ask as a question\] \[Help\]$/],
])('after a slip %s is offered what they may use', async (person, offered) => {
  expect((await reply(person, '/restrat')).text).toMatch(offered)
})

test('a dry run says what would happen, and nothing does', async () => {
  const nikos = visit(bot, 'nikos')
  const { entry } = await planned(nikos, '/restart')
  const before = agent.pidOf('ai_assistant')
  const entries = (await nikos.transcript()).length
  await nikos.click(entry, 'run-dry-run')
  const told = await eventually(async () => (await nikos.transcript())[entries])
  expect(JSON.stringify(told.body)).toContain('nothing was changed')
  expect(agent.pidOf('ai_assistant')).toBe(before)
})

test('with the database stopped, status offers its start, which works', async () => {
  const nikos = visit(bot, 'nikos')
  const { text, card, entry } = await nikos.reply(await nikos.say('/status'))
  expect(text).toMatch(/db: stopped/)
  expect(buttonIn(card, 'plan')?.label).toBe('Start db…')
  const before = await newest()
  await nikos.click(entry, 'plan')
  const number = await eventually(async () => (await newest()) > before && (await newest()))
  const plan = await nikos.shown(`run:R-${number}`, says('PLAN'))
  await nikos.click(plan.entry, 'run-approve')
  await nikos.shown(`run:R-${number}`, says('DONE'))
}, 60_000)

test('logs shows the newest lines; another service by name', async () => {
  await agent.print('ai_assistant', 'a line to be found\n')
  expect((await reply('nikos', '/logs')).text).toContain('a line to be found')
  expect((await reply('nikos', '/logs since 15m errors')).text).toMatch(/errors · since \d\d:\d\d EET/)
  expect((await reply('nikos', '/logs db')).text).toContain('Log · db')
  expect((await reply('nikos', '/logs since yesterday')).text).toContain('not how a log is asked for')
})

test.each(['V4.0', 'the machine', 'V3.1B'])('/start %s means a manual: both are offered', async (words) => {
  const before = await newest()
  const senior = await reply('anna', `/start ${words}`)
  expect(senior.text).toMatch(/^Which did you mean\?\n\[How to start .*\] \[Start the assistant…\]$/)
  const staff = await reply('maria', `/start ${words}`)
  expect(staff.text).toMatch(/^Which did you mean\?\n\[How to start [^[]*\]$/)
  expect(await newest()).toBe(before)
})

test('How to start the V4.0 asks the manuals that', async () => {
  const maria = visit(bot, 'maria')
  const { entry } = await maria.reply(await maria.say('/start V4.0'))
  assistant.calls.splice(0)
  await maria.click(entry, 'ask-as-question')
  const call = await eventually(() => assistant.calls.find(({ path }) => path === '/api/ai/chat'))
  expect(JSON.parse(call.body).message).toBe('How to start the V4.0?')
})

const hostile = [
  'ai_assistant; rm -rf /',
  '$(reboot)',
  '`id`',
  '"ai_assistant"',
  "'db'",
  '--help',
  '-f',
  'db && ls',
  'db|cat',
  '../etc',
  '/etc/passwd',
  'ai_assistant\nai_bot',
  'ａｉ_assistant',
  '*',
  '%00',
  '$HOME',
  '<b>db</b>',
  'AI_ASSISTANT',
  'db db',
  'nosuch',
  'a'.repeat(300),
  '__proto__',
  'constructor',
  '{"service":"db"}',
  'db#',
  '~',
  '\u202Ebd',
  '😀',
  'db;',
  '> /tmp/x',
  '!!',
  '\\db',
  'db\t--all',
  'null',
  'undefined',
]
test('hostile names of services are refused, shown back harmlessly, and nothing is planned', async () => {
  const nikos = visit(bot, 'nikos')
  const before = await newest()
  for (const words of hostile) {
    const { text } = await nikos.reply(await nikos.say(`/restart ${words}`))
    expect(text).toMatch(/not the name of a service|There is no service/)
    expect(text.length).toBeLessThan(400)
  }
  expect(await newest()).toBe(before)
}, 90_000)

test('cancel withdraws what waits', async () => {
  const nikos = visit(bot, 'nikos')
  const { entry, number } = await planned(nikos, '/start db')
  expect((await reply('nikos', '/cancel')).text).toContain(`[Withdraw R-${number}]`)
  await nikos.say(`/cancel R-${number}`)
  const { text } = await nikos.shown(entry.id, says('WITHDRAWN'))
  expect(text).toContain('Nothing ran.')
})

test('a run changed by a process that then was killed has its card brought up to date', async () => {
  const nikos = visit(bot, 'nikos')
  const { entry, number } = await planned(nikos, '/start db')
  // As another process would leave it: an event appended, and nobody told.
  const now = new Date()
  await home.query(
    `INSERT INTO run_events (run, version, type, fact, by, at) VALUES ($1, 2, 'withdrawn', '{"type":"withdrawn"}', 'nikos', $2)`,
    [number, now],
  )
  await home.query("UPDATE runs SET version = 2, status = 'withdrawn' WHERE number = $1", [number])
  await nikos.shown(entry.id, says('WITHDRAWN'))
})

test('a question meanwhile is told which run it waits for, and answered in the same post', async () => {
  agent.control('ai_assistant', { startSlowlyMs: 6_000 })
  const nikos = visit(bot, 'nikos')
  const { entry, number } = await planned(nikos, '/restart')
  await nikos.click(entry, 'run-approve')
  await nikos.shown(entry.id, says('RUNNING'))
  await assistant.stop()
  const maria = visit(bot, 'maria')
  const key = await maria.say('How do I start it?')
  const waiting = await maria.reply(key, says('WAITING'))
  expect(waiting.text).toContain(
    `The service is restarting (R-${number}, about 1 min). I'll answer here when it is back; I try for 10 minutes.`,
  )
  await assistant.start()
  const { text } = await maria.reply(
    key,
    ({ headline }, { state }) => headline === undefined && state === 'final',
  )
  expect(text).toContain('Turn the main switch to ON. [1]')
  expect(await maria.transcript()).toHaveLength(2)
  agent.control('ai_assistant', {})
  const isDone = async () =>
    (await home.query("SELECT 1 FROM runs WHERE number = $1 AND status = 'done'", [number])).length > 0
  await eventually(isDone, { within: 40_000 })
}, 60_000)

test('while the database is stopped, a question is told so; restart says what it needs; status works', async () => {
  await agent.put('test:stop-db', { verb: 'stop', request: { service: 'db' } })
  await eventually(() => agent.pidOf('db') === null)
  await assistant.stop()
  const maria = visit(bot, 'maria')
  const key = await maria.say('How do I start it?')
  bot.clock.wind(5_000)
  const waiting = await maria.reply(key, says('WAITING'))
  expect(waiting.text).toContain(
    "The service's database is stopped. I'll answer here when it is back; I try for 10 minutes.",
  )
  const { text } = await reply('nikos', '/status')
  expect(text).toContain('db: stopped')
  expect(text).toContain('[Start db…]')
  await assistant.start()
  await maria.reply(key, ({ headline }, { state }) => headline === undefined && state === 'final')
})

test('without the agent, status says so and a plan is refused with a reason', async () => {
  await agent.vanish()
  expect((await reply('nikos', '/status')).text).toContain('The agent does not answer')
  expect((await reply('nikos', '/restart')).text).toContain('does not answer now')
  await agent.reopen()
}, 60_000)
