import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome, type TestBot } from '../../harness/bot.ts'
import { type FakeSlack, startFakeSlack } from '../../harness/slack.ts'
import { slackBot } from '../../harness/slack-bot.ts'

let assistant: FakeAssistant
let slack: FakeSlack
let home: BotHome
let bot: TestBot

beforeEach(async () => {
  assistant = await startFakeAssistant()
  slack = await startFakeSlack()
  home = await botHome(assistant.url)
})
afterEach(async () => {
  await bot?.close()
  await slack.stop()
  await home.remove()
  await assistant.stop()
})

const question = '@bot What torque do the blade bolts need?'
const answer = '[Get a person]'
const tooMuch = /That was a lot at once\.\s+Ask again in \d+ s; nothing before it is lost\./

test('whoever asks too much is told in private when to go on, and others are answered', async () => {
  bot = await slackBot(home, slack, { MESSAGES_PER_MINUTE: '2' })
  const [maria, nikos] = [slack.person('maria'), slack.person('nikos')]
  for (const channel of ['#general', '#ops']) await maria.sees(await maria.says(channel, question), answer)
  const third = await maria.says('#general', question)
  const refusal = await maria.sees(third, tooMuch)
  expect(refusal.isPrivate).toBe(true)
  await nikos.sees(await nikos.says('#general', question), answer)
})

test('a channel has a limit for all its threads together', async () => {
  bot = await slackBot(home, slack, { MESSAGES_PER_MINUTE_CHANNEL: '2' })
  const [maria, nikos, anna] = [slack.person('maria'), slack.person('nikos'), slack.person('anna')]
  await maria.sees(await maria.says('#general', question), answer)
  await nikos.sees(await nikos.says('#general', question), answer)
  await anna.sees(await anna.says('#general', question), tooMuch)
  await anna.sees(await anna.says('#ops', question), answer)
})
