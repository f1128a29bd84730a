import { setTimeout as rest } from 'node:timers/promises'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome } from '../../harness/bot.ts'
import { type BotProcess, startBotProcess } from '../../harness/bot-process.ts'
import { eventually } from '../../harness/eventually.ts'
import { testPort } from '../../harness/ports.ts'
import { type FakeSlack, slackPeople, startFakeSlack } from '../../harness/slack.ts'
import { eventsAddress, knowSlackPeople, slackBot, slackSettings } from '../../harness/slack-bot.ts'
import type { Seen } from '../../harness/slack-seeing.ts'

let assistant: FakeAssistant
let slack: FakeSlack
let home: BotHome
const bots: { close(): Promise<void> }[] = []

jest.setTimeout(300_000)

beforeEach(async () => {
  assistant = await startFakeAssistant()
  assistant.echoes = true
  slack = await startFakeSlack()
  home = await botHome(assistant.url)
})
afterEach(async () => {
  for (const bot of bots.splice(0)) await bot.close()
  await slack.stop()
  await home.remove()
  await assistant.stop()
})

const limits = { MESSAGES_PER_MINUTE: '100000', MESSAGES_PER_MINUTE_CHANNEL: '100000' }
const chats = () => assistant.calls.filter(({ path }) => path === '/api/ai/chat')

async function untilWorkedOff(): Promise<void> {
  const left = async () => {
    const [row] = await home.query<{ count: string }>(
      "SELECT count(*) FROM inbox WHERE status IN ('waiting', 'working')",
    )
    return row?.count
  }
  await eventually(async () => (await left()) === '0', { within: 120_000, every: 250 })
}

test.each(['http', 'socket'] as const)(
  'one delivery, a hundred times at once, over %s: one answer',
  async (over) => {
    const bot = await slackBot(home, slack, { over, ...limits })
    bots.push(bot)
    slack.hearing.mentions = 'none'
    const maria = slack.person('maria')
    const asked = await maria.says('#general', '@bot What torque?')
    const [delivery] = asked.deliveries
    if (delivery === undefined) throw new Error('nothing was sent')
    const repeats = await slack.repeats(delivery, 99)
    expect(repeats.every(({ isAcknowledged }) => isAcknowledged)).toBe(true)
    await maria.sees(asked, 'What torque?')
    await untilWorkedOff()
    expect(chats()).toHaveLength(1)
    expect(maria.seen(asked)).toHaveLength(2)
  },
)

test('a reply that arrived, privately or before all, is not there twice where its delivery was not closed any more', async () => {
  bots.push(await slackBot(home, slack, limits))
  const maria = slack.person('maria')
  await maria.types('/ai ask What torque?', { in: '#general' })
  const isAnswer = ({ isPrivate, text }: Seen) => isPrivate && text.includes('see [1]')
  await maria.sees('#general', isAnswer)
  const asked = await maria.says('#general', '@bot And the belt?')
  await maria.sees(asked, '[Get a person]')
  await untilWorkedOff()
  await home.query("UPDATE inbox SET status = 'waiting', due_at = now()")
  await untilWorkedOff()
  expect(maria.seen('#general').filter(isAnswer)).toHaveLength(1)
  expect(maria.seen(asked)).toHaveLength(2)
})

test('a thousand deliveries, and the bot killed ten times meanwhile: all that was acknowledged is answered, once', async () => {
  slack.patience.retryRests = [1_500, 2_500, 4_000]
  await knowSlackPeople(home)
  const settings = { ...slackSettings(slack, 'http'), ...limits }
  const port = await testPort()
  let bot: BotProcess = await startBotProcess(home, settings, port)
  bots.push({ close: () => bot.kill() })
  slack.sendsTo(eventsAddress(bot))

  const public_: { text: string; at: { channel: string; ts: string }; isAcknowledged: boolean }[] = []
  const private_: { text: string; isAcknowledged: boolean }[] = []
  // Whether it was acknowledged or given up: on a slow machine many are, while the bot starts.
  let settled = 0
  const send = async (index: number) => {
    const person = slack.person(slackPeople[index % slackPeople.length] ?? 'maria')
    const text = `Question number ${index}.`
    if (index % 4 === 3) {
      const { isAcknowledged } = await person.types(`/ai ask ${text}`, { in: '#general' })
      private_.push({ text, isAcknowledged })
    } else {
      const said = await person.says('#general', `@bot ${text}`)
      public_.push({ text, at: said, isAcknowledged: said.isAcknowledged })
    }
    settled += 1
  }
  const killing = (async () => {
    for (let kill = 1; kill <= 10; kill += 1) {
      await eventually(() => settled >= kill * 80, { within: 120_000, every: 5 })
      await rest(Math.random() * 150)
      await bot.kill()
      bot = await startBotProcess(home, settings, port)
    }
  })()
  const queue = Array.from({ length: 1_000 }, (_, index) => index)
  await Promise.all(
    Array.from({ length: 24 }, async () => {
      for (let index = queue.shift(); index !== undefined; index = queue.shift()) await send(index)
    }),
  )
  await killing
  await untilWorkedOff()

  const reader = slack.person('maria')
  const answersTo = ({ text, at }: (typeof public_)[number]) =>
    reader.seen(at).filter((seen) => seen.isFromBot && seen.text.includes(text))
  const taken = public_.filter((one) => one.isAcknowledged)
  expect(taken.filter((one) => answersTo(one).length === 0)).toEqual([])
  expect(
    public_.filter((one) => reader.seen(one.at).filter(({ isFromBot }) => isFromBot).length > 1),
  ).toEqual([])

  const whispers = slackPeople.flatMap((name) =>
    slack
      .person(name)
      .seen('#general')
      .filter(({ isPrivate, text }) => isPrivate && text.includes('see [1]')),
  )
  const repeats = whispers.filter(({ text }) => text.includes('Sent again'))
  const whispersOf = (text: string) => whispers.filter((one) => one.text.includes(text))
  expect(private_.filter((one) => one.isAcknowledged && whispersOf(one.text).length === 0)).toEqual([])
  expect(repeats.length).toBeLessThanOrEqual(10)
  expect(
    private_.filter(
      ({ text }) =>
        whispersOf(text).length > 1 && !whispersOf(text).some((one) => one.text.includes('Sent again')),
    ),
  ).toEqual([])
  process.stdout.write(
    `${taken.length} of ${public_.length} public and ${private_.filter((one) => one.isAcknowledged).length} of ${private_.length} private deliveries acknowledged; ${repeats.length} private repeats\n`,
  )
})
