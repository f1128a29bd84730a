import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type FakeSmtp, startFakeSmtp } from '../../fakes/smtp.ts'
import { startTicketReceiver, type TicketReceiver } from '../../fakes/ticket-receiver.ts'
import { type BotHome, botHome, type TestBot } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import { type FakeSlack, startFakeSlack } from '../../harness/slack.ts'
import { slackBot } from '../../harness/slack-bot.ts'

let assistant: FakeAssistant
let slack: FakeSlack
let smtp: FakeSmtp
let receiver: TicketReceiver
let home: BotHome
let bot: TestBot

beforeEach(async () => {
  ;[assistant, slack, smtp, receiver] = await Promise.all([
    startFakeAssistant(),
    startFakeSlack(),
    startFakeSmtp(),
    startTicketReceiver(),
  ])
  home = await botHome(assistant.url)
  slack.addChannel('#cases')
  bot = await slackBot(home, slack, {
    SLACK_CASES_CHANNEL: slack.channel('#cases').id,
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    MAIL_FROM: 'assistant@autoboss.example',
    PAGE_WEBHOOK_URL: receiver.url,
  })
}, 60_000)
afterEach(async () => {
  await bot.close()
  await slack.stop()
  await home.remove()
  await Promise.all([assistant.stop(), smtp.stop(), receiver.stop()])
}, 60_000)

/** Slack's client waits before it tries again. */
const patience = { within: 90_000, every: 200 }

const minutes = (count: number) => count * 60_000

/** Maria asks for a person. @returns the case's number. */
async function escalates(): Promise<number> {
  const before = await newest()
  await slack.person('maria').types('/ai escalate The pump of the V4.0 smokes', { in: '#general' })
  return await eventually(async () => {
    const number = await newest()
    return number > before && number
  })
}

async function newest(): Promise<number> {
  const [row] = await home.query<{ number: number }>(
    'SELECT coalesce(max(number), 0)::int AS number FROM cases',
  )
  return row?.number ?? 0
}

/** Goes on minute by minute, and lets each be worked off. */
async function wind(count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    bot.clock.wind(minutes(1))
    await home.query("SELECT pg_notify('cases', 'time')")
    await eventually(async () => {
      const [row] = await home.query<{ sending: number }>(
        `SELECT (SELECT count(*) FROM pages WHERE status = 'sending' OR status = 'waiting' AND due_at <= $1)::int
          + (SELECT count(*) FROM case_steps WHERE status = 'waiting' AND due_at <= $1)::int AS sending`,
        [bot.clock.now()],
      )
      return row?.sending === 0
    }, patience)
  }
}

const mailsTo = (address: string) => smtp.mails.filter(({ to }) => to.includes(address))
/** What a person reads alone with the bot. */
const direct = (id: string) => slack.person(id).reads('@bot')

test('Slack away for an hour while pages fall due: mails come at once, the messages are caught up once', async () => {
  const number = await escalates()
  await eventually(() => direct('nikos').includes(`WARNING · C-${number}`))
  slack.faults.plan('*', { kind: 'status', status: 503 }, { times: 1_000_000 })
  await wind(60)
  await eventually(() => mailsTo('anna@autoboss.example').length === 1, patience)
  await wind(50)
  expect(direct('anna')).toBe('')
  slack.faults.heal()
  await wind(6)
  for (const person of ['anna', 'petros']) {
    await eventually(() => direct(person).includes(`WARNING · C-${number}`), patience)
    expect(mailsTo(`${person}@autoboss.example`)).toHaveLength(1)
  }
  await wind(1)
  expect(direct('anna').split(`WARNING · C-${number}`)).toHaveLength(2)
  await eventually(() => slack.person('nikos').reads('#cases').includes('Level: 2'), patience)
}, 240_000)

test('a mail server that refuses somebody for good: the next way is used at once', async () => {
  const file = join(home.configDir, 'people.yml')
  const people = await readFile(file, 'utf8')
  await writeFile(
    file,
    people.replace('- id: nikos\n', '- id: nikos\n    notify: { warning: [email, webhook] }\n'),
  )
  await rest(1_000)
  smtp.plan({ at: 'RCPT', does: '550 5.1.1 nobody here' })
  const number = await escalates()
  await eventually(() => receiver.calls.length > 0)
  expect(JSON.parse(receiver.calls[0]?.body ?? '')).toMatchObject({
    case: `C-${number}`,
    person: { id: 'nikos' },
  })
  expect(smtp.mails).toEqual([])
  const [row] = await home.query("SELECT status FROM pages WHERE way = 'email'")
  expect(row).toEqual({ status: 'failed' })
}, 120_000)

test('the assistant is away: a case is opened, people are called, and its record follows once', async () => {
  await assistant.stop()
  const number = await escalates()
  await eventually(() => direct('nikos').includes(`WARNING · C-${number}`))
  await assistant.start()
  bot.clock.wind(minutes(6))
  const puts = () => assistant.calls.filter(({ path }) => path.endsWith(`/escalations/C-${number}`))
  await eventually(() => puts().length > 0, { within: 60_000, every: 200 })
}, 120_000)

test('taken in the direct message: it says so there, nobody else is called, and the channel knows', async () => {
  const number = await escalates()
  const nikos = slack.person('nikos')
  const page = await nikos.sees('@bot', `WARNING · C-${number}`)
  await nikos.clicks(page, 'Take')
  await eventually(() => nikos.reads('#cases').includes('TAKEN by Nikos Example'))
  await eventually(() => direct('nikos').includes('Taken by Nikos Example.'))
  await wind(61)
  expect(smtp.mails).toEqual([])
  expect(direct('anna')).toBe('')
}, 240_000)
