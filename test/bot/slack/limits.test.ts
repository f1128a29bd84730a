import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome, errorsIn, startTestBot, type TestBot } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import { describeWith, redisServer } from '../../harness/needs.ts'
import { startRedis, type TestRedis } from '../../harness/redis.ts'
import { type FakeSlack, startFakeSlack } from '../../harness/slack.ts'
import { eventsAddress, knowSlackPeople, slackSettings } from '../../harness/slack-bot.ts'
import type { Seen } from '../../harness/slack-seeing.ts'

/** How much somebody may send at once, whichever bot takes it. */
describeWith(redisServer, 'limits, with Redis', (program) => {
  let redis: TestRedis
  let assistant: FakeAssistant
  let slack: FakeSlack
  let home: BotHome
  let bots: TestBot[]

  beforeEach(async () => {
    redis = await startRedis(program)
    assistant = await startFakeAssistant()
    slack = await startFakeSlack()
    home = await botHome(assistant.url)
    await knowSlackPeople(home)
    bots = []
  })
  afterEach(async () => {
    for (const bot of bots) {
      expect(errorsIn(bot)).toEqual([])
      await bot.close()
    }
    await slack.stop()
    await home.remove()
    await assistant.stop()
    await redis.kill()
  })

  /** Starts bots that share the work: Slack calls them in turn. */
  async function startBots(count: number, settings: Record<string, string>): Promise<void> {
    const all = { ...slackSettings(slack, 'http'), REDIS_URL: redis.url, ...settings }
    for (let started = 0; started < count; started += 1) bots.push(await startTestBot(home, all))
    slack.sendsTo(...bots.map(eventsAddress))
    await eventually(() => bots.every(({ log }) => log.some(({ msg }) => msg === 'connected with Slack')))
  }

  const isAnswer = ({ text, isFromBot }: Seen) => isFromBot && text.includes('[Get a person]')
  const isKindNo = ({ text }: Seen) =>
    /That was a lot at once\. Ask again in \d+ s; nothing before it is lost\./.test(text)

  /** Asks so many questions one after the other. @returns which were answered, and which were put off. */
  async function asks(name: string, times: number, where = '#general') {
    const person = slack.person(name)
    const seen: ('answered' | 'put off')[] = []
    for (let time = 0; time < times; time += 1) {
      const asked = await person.says(where, `@bot What torque for bolt ${time}?`)
      const reply = await person.sees(asked, (one) => isAnswer(one) || isKindNo(one))
      seen.push(isAnswer(reply) ? 'answered' : 'put off')
    }
    return seen
  }
  const counted = (all: string[], what: string) => all.filter((one) => one === what).length

  test('two bots share somebody’s budget; others go on; the words are kind and private', async () => {
    await startBots(2, { MESSAGES_PER_MINUTE: '4' })
    expect(await asks('maria', 6)).toEqual([
      'answered',
      'answered',
      'answered',
      'answered',
      'put off',
      'put off',
    ])
    expect(await asks('maria', 1, '#ops')).toEqual(['put off'])
    expect(await asks('nikos', 1)).toEqual(['answered'])
    const maria = slack.person('maria')
    const asked = await maria.says('#general', '@bot And this one?')
    expect((await maria.sees(asked, isKindNo)).isPrivate).toBe(true)
    expect(slack.person('nikos').seen(asked)).toHaveLength(1)
  })

  test('all together have a budget in a channel, in whatever threads they ask', async () => {
    await startBots(2, { MESSAGES_PER_MINUTE_CHANNEL: '3' })
    expect(await asks('maria', 2)).toEqual(['answered', 'answered'])
    await slack.person('anna').types('/ai contacts', { in: '#general' })
    await slack.person('anna').sees('#general', 'On call')
    expect(await asks('nikos', 1)).toEqual(['put off'])
    expect(await asks('nikos', 1, '#ops')).toEqual(['answered'])
  })

  test('all together have a budget in one thread', async () => {
    await startBots(2, { MESSAGES_PER_MINUTE_CHANNEL: '3' })
    const maria = slack.person('maria')
    const thread = await maria.says('#general', '@bot What torque?')
    await maria.sees(thread, isAnswer)
    for (const name of ['nikos', 'anna', 'petros']) await slack.person(name).repliesIn(thread, 'And then?')
    await eventually(() => maria.seen(thread).filter(isAnswer).length === 3)
    await slack.person('petros').sees(thread, isKindNo)
    expect(await asks('petros', 1, '#ops')).toEqual(['answered'])
  })

  test('a press, a repeat and what waits are not counted', async () => {
    await startBots(1, { MESSAGES_PER_MINUTE: '2' })
    const maria = slack.person('maria')
    const asked = await maria.says('#general', '@bot What torque?')
    for (const delivery of asked.deliveries) await slack.repeats(delivery, 5)
    const answer = await maria.sees(asked, isAnswer)
    await maria.clicks(answer, 'Helpful')
    await maria.clicks(answer, 'Get a person')
    await maria.sees(asked, 'OPEN · C-')
    expect(await asks('maria', 2)).toEqual(['answered', 'put off'])
  })

  test('Redis is killed meanwhile: people are served, each bot counts for itself, and it comes back', async () => {
    await startBots(2, { MESSAGES_PER_MINUTE: '5' })
    expect(await asks('maria', 2)).toEqual(['answered', 'answered'])
    await redis.kill()
    expect(counted(await asks('nikos', 4), 'answered')).toBe(4)
    expect(counted(await asks('anna', 12), 'put off')).toBeGreaterThan(0)
    for (const { log } of bots)
      expect(log.filter(({ msg }) => msg.startsWith('Redis cannot'))).toHaveLength(1)
    redis.start()
    await eventually(() => bots.every(({ log }) => log.some(({ msg }) => msg === 'Redis is back')))
    expect(counted(await asks('kim', 6), 'answered')).toBe(5)
  })

  test('Redis takes connections and says nothing: people are served', async () => {
    await startBots(1, { MESSAGES_PER_MINUTE: '5' })
    expect(await asks('maria', 1)).toEqual(['answered'])
    redis.freeze()
    try {
      expect(await asks('maria', 2)).toEqual(['answered', 'answered'])
    } finally {
      redis.goOn()
    }
  })
})

test('without a Redis a bot counts for itself', async () => {
  const assistant = await startFakeAssistant()
  const slack = await startFakeSlack()
  const home = await botHome(assistant.url)
  await knowSlackPeople(home)
  const bot = await startTestBot(home, { ...slackSettings(slack, 'http'), MESSAGES_PER_MINUTE: '1' })
  slack.sendsTo(eventsAddress(bot))
  try {
    await eventually(() => bot.log.some(({ msg }) => msg === 'connected with Slack'))
    const maria = slack.person('maria')
    await maria.sees(await maria.says('@bot', 'What torque?'), '[Get a person]')
    const second = await maria.says('@bot', 'And then?')
    await maria.sees(second, 'That was a lot at once.')
  } finally {
    await bot.close()
    await slack.stop()
    await home.remove()
    await assistant.stop()
  }
})
