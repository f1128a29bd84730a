import {
  addManuals,
  sampleManual,
  startTestAssistant,
  type TestAssistant,
} from '../test/assistant/harness.ts'
import { passageWith, startFakeOpenAi } from '../test/fakes/openai.ts'
import { botHome } from '../test/harness/bot.ts'
import { startBotProcess } from '../test/harness/bot-process.ts'
import { scratchDatabase } from '../test/harness/database.ts'
import { eventually } from '../test/harness/eventually.ts'
import { type FakeSlack, startFakeSlack } from '../test/harness/slack.ts'
import { eventsAddress, knowSlackPeople, slackSettings } from '../test/harness/slack-bot.ts'
import { connected } from './ack/connected.ts'
import { printTable } from './table.ts'
import { withServer } from './with-server.ts'

/** How long the model waits before its first word, in milliseconds. */
const modelWaits = 500
const questions = 30
/** Of the assistant's own time, at the median. */
const allowed = 1.1

const question = 'What torque do the blade bolts of the V4.0 need?'

/**
 * How long the first word takes to reach a thread in Slack, from the moment that Slack sends the question, and how
 * long the assistant itself takes, asked directly in the same run, by turns.
 * @returns whether Slack is within what is allowed.
 */
export async function firstToken(): Promise<boolean> {
  return await withServer(async () => {
    const [database, openai, slack] = [
      await scratchDatabase('assistant'),
      await startFakeOpenAi(),
      await startFakeSlack(),
    ]
    openai.says(
      (told) =>
        `Tighten the blade bolts to 62 Nm [${passageWith('Tighten the blade bolts to 62 Nm', told)}]. Use every bolt once.`,
      { latency: modelWaits, chunkSize: 120 },
    )
    const home = await botHome('http://127.0.0.1:1')
    await knowSlackPeople(home)
    const assistant = await startTestAssistant({
      DATABASE_URL: database.url,
      TOKEN_PUBLIC_KEY: home.publicKey,
      CHAT_PER_MINUTE: '1000',
      OPENAI_API_KEY: 'sk-bench',
      OPENAI_BASE_URL: openai.url,
      LOG_LEVEL: 'warn',
    })
    await addManuals(database.url, [sampleManual('v4.0.en')])
    const bot = await startBotProcess(home, {
      ...slackSettings(slack, 'http'),
      ASSISTANT_URL: assistant.url,
      MESSAGES_PER_MINUTE: '1000',
      MESSAGES_PER_MINUTE_CHANNEL: '1000',
      LOG_LEVEL: 'warn',
    })
    try {
      slack.sendsTo(eventsAddress(bot))
      await connected(eventsAddress(bot))
      return judge(await measure(assistant, slack))
    } finally {
      await bot.kill()
      await assistant.close()
      await home.remove()
      await slack.stop()
      await openai.stop()
      await database.drop()
    }
  })
}

interface Measured {
  direct: number[]
  inSlack: number[]
}

async function measure(assistant: TestAssistant, slack: FakeSlack): Promise<Measured> {
  const measured: Measured = { direct: [], inSlack: [] }
  for (let asked = -1; asked < questions; asked += 1) {
    const [direct, inSlack] = [await askDirectly(assistant), await askInSlack(slack)]
    // The first of each is cold.
    if (asked < 0) continue
    measured.direct.push(direct)
    measured.inSlack.push(inSlack)
  }
  return measured
}

async function askDirectly({ post }: TestAssistant): Promise<number> {
  const begin = performance.now()
  const response = await post({ message: question }, { accept: 'text/event-stream' })
  const decoder = new TextDecoder()
  let first: number | undefined
  for await (const chunk of response.body ?? []) {
    if (first === undefined && decoder.decode(chunk).includes('event: delta'))
      first = performance.now() - begin
  }
  if (first === undefined) throw new Error('the assistant streamed nothing')
  return first
}

async function askInSlack(slack: FakeSlack): Promise<number> {
  const calls = slack.calls.length
  const begin = Date.now()
  const maria = slack.person('maria')
  const asked = await maria.says('#general', `@bot ${question}`)
  await maria.sees(asked, '[Get a person]')
  const first = slack.calls.slice(calls).find(({ method }) => method === 'chat.startStream')
  await eventually(() => maria.status(asked) === '')
  if (first === undefined) throw new Error('nothing was streamed in Slack')
  return first.at.getTime() - begin
}

function judge({ direct, inSlack }: Measured): boolean {
  const rows = [direct, inSlack].map((times) => times.toSorted((a, b) => a - b))
  const at = (times: number[] | undefined, share: number) =>
    times?.[Math.floor(times.length * share)] ?? Number.NaN
  printTable([
    ['first word', 'p50', 'p90'],
    ...['from the assistant itself', 'in Slack'].map((name, index) => [
      name,
      ...[0.5, 0.9].map((share) => `${at(rows[index], share).toFixed(0)} ms`),
    ]),
  ])
  const ratio = at(rows[1], 0.5) / at(rows[0], 0.5)
  const isReached = ratio <= allowed
  process.stdout.write(
    `${ratio.toFixed(3)} times; allowed ${allowed}: ${isReached ? 'reached' : 'NOT reached'}\n`,
  )
  return isReached
}
