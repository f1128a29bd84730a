import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { type RunningAssistant, startAssistant } from '../../src/assistant/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { addManuals, sampleManual, sql } from '../assistant/harness.ts'
import { type BotHome, botHome, errorsIn, type TestBot } from '../harness/bot.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { eventually } from '../harness/eventually.ts'
import { callWith, signIn } from '../harness/sign-in.ts'
import { type FakeSlack, startFakeSlack } from '../harness/slack.ts'
import { slackBot } from '../harness/slack-bot.ts'
import type { Seen } from '../harness/slack-seeing.ts'

jest.setTimeout(180_000)

/** The asker is in Slack, the senior on the page, the assistant is the real one. */
let database: ScratchDatabase
let home: BotHome
let assistant: RunningAssistant
let slack: FakeSlack
let bot: TestBot
let anna: string
let asked: Seen | { channel: string; ts: string }
let number: number

beforeAll(async () => {
  database = await scratchDatabase('assistant')
  home = await botHome('http://127.0.0.1:1')
  const config = readConfig({
    DATABASE_URL: database.url,
    TOKEN_PUBLIC_KEY: home.publicKey,
    ASSISTANT_PORT: '0',
    LOG_DIR: '',
    LOG_LEVEL: 'silent',
  })
  const clock = { now: () => bot?.clock.now() ?? new Date() }
  assistant = await startAssistant(config, { clock, log: createLog(config, 'ai_assistant') })
  await addManuals(database.url, [sampleManual('v4.0.en')])
  slack = await startFakeSlack()
  slack.addChannel('#cases')
  bot = await slackBot(home, slack, {
    ASSISTANT_URL: assistant.url,
    EMBEDDED: 'false',
    SLACK_CASES_CHANNEL: slack.channel('#cases').id,
  })
  anna = await signIn(home, bot, 'anna')
})
afterAll(async () => {
  await bot?.close()
  await slack?.stop()
  await assistant?.close()
  await home?.remove()
  await database?.drop()
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

const annas = (path: string, body: object) =>
  callWith(bot, anna, `/api/cases/${number}/${path}`, { method: 'POST', body })
const question = 'How tight must the blade bolts of the V4.0 be?'

test('asked in Slack, taken and answered on the page: the words come into the asker’s thread', async () => {
  const maria = slack.person('maria')
  asked = await maria.says('#general', `@bot ${question}`)
  const answer = await maria.sees(asked, '[Get a person]')
  await maria.clicks(answer, 'Get a person')
  await maria.sees(asked, 'OPEN · C-')
  number = await eventually(async () => {
    const [row] = await home.query<{ number: number }>('SELECT number FROM cases')
    return row?.number
  })
  expect((await annas('presses', { action: 'case-take', value: String(number) })).status).toBeLessThan(300)
  await maria.sees(asked, 'Anna Placeholder has your question')
  const words = { key: crypto.randomUUID(), text: 'Are the bolts new?' }
  expect((await annas('messages', words)).status).toBeLessThan(300)
  await annas('messages', words)
  await maria.sees(asked, /Anna Placeholder · C-\d+\nAre the bolts new\?/)
  expect(maria.seen(asked).filter(({ text }) => text.includes('Are the bolts new?'))).toHaveLength(1)
})

test('what the asker replies in the thread stands on the page, and in the thread of the case', async () => {
  await slack.person('maria').repliesIn(asked, 'Yes, from the spare box.')
  await eventually(async () => {
    const { body } = await callWith(bot, anna, `/api/cases/${number}`)
    return body.includes('Yes, from the spare box.')
  })
  const nikos = slack.person('nikos')
  const card = await nikos.sees('#cases', `TAKEN by Anna Placeholder · C-${number}`)
  await nikos.sees(card, /Maria Sample · C-\d+\nYes, from the spare box\./)
})

test('resolved on the page, the asker hears the cause; kept and approved, the next one gets the answer', async () => {
  const cause = '62 Nm in two passes, with new bolts.'
  const press = { action: 'case-resolve', value: String(number), input: cause }
  expect((await annas('presses', press)).status).toBeLessThan(300)
  const maria = slack.person('maria')
  await maria.sees(asked, cause)

  const here = slack.person('anna')
  const resolved = await here.sees('#cases', 'RESOLVED by Anna Placeholder')
  await here.clicks(resolved, 'Keep the answer…')
  await here.form()
  await here.submits({ 'The answer, as the next one who asks should read it': cause })
  const petros = slack.person('petros')
  const proposed = await petros.sees('#cases', '[Approve')
  await petros.clicks(proposed, 'Approve')
  await eventually(async () => {
    const rows = await sql<{ status: string }>(database.url, 'SELECT status FROM ai_verified_answers')
    return rows[0]?.status === 'approved'
  })
  const kim = slack.person('kim')
  const again = await kim.says('#general', '@bot What torque do the bolts of the V4.0 blade need?')
  const given = await kim.sees(again, 'Verified answer by Anna Placeholder, reviewed by Petros Muster')
  expect(given.text).toContain(cause)
})
