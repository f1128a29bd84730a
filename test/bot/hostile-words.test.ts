import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { startTestAgent, type TestAgent } from '../harness/agent.ts'
import {
  type BotHome,
  botHome,
  cardIn,
  errorsIn,
  startTestBot,
  type TestBot,
  visit,
  wordsOf,
} from '../harness/bot.ts'
import { eventually } from '../harness/eventually.ts'
import { hostile } from '../harness/hostile.ts'
import { recordSpawned } from '../harness/spawned.ts'

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

const noService = /is not the name of a service|There is no service/
const noRun = /A run is named by its number/

/** What hostile words behind a command are answered with: a sentence, and nothing else. */
const refusals: Record<string, RegExp> = {
  restart: noService,
  start: noService,
  stop: noService,
  cancel: noRun,
  runs: noRun,
  logs: /That is not how a log is asked for/,
}
const names = Object.keys(refusals)

/** Blanks around a name, or around nothing, mean no more than the name. */
const texts = Array.from({ length: 400 }, (_, n) => hostile(n)).filter((text) => !/^\w*$/.test(text.trim()))

/** What no message may hold is refused before it is one. */
const isNoMessage = (text: string): boolean => text.includes('\0') || !text.isWellFormed()

test('hundreds of hostile words behind every command are each refused with a sentence and start nothing', async () => {
  expect(texts.length).toBeGreaterThan(350)
  const before = await whatWasDone()
  const spawned = recordSpawned()
  const shares = names.map(
    (name, index) => [name, texts.filter((_, n) => n % names.length === index)] as const,
  )
  const answers = (await Promise.all(shares.map(([name, share]) => answersTo(name, share)))).flat()
  spawned.end()

  expect(answers).toHaveLength(texts.length)
  const unexpected = answers.filter(({ command, text, answer }) => {
    const refusal = isNoMessage(text) ? /^400 .*"bad_request"/ : refusals[command]
    return !refusal?.test(answer) || answer.length > 400
  })
  expect(unexpected).toEqual([])
  expect(spawned.all).toEqual([])
  expect(await whatWasDone()).toEqual(before)
  expect(errorsIn(bot)).toEqual([])
}, 90_000)

interface Answer {
  command: string
  text: string
  answer: string
}

/** Sends all of them behind one command, in one conversation. */
async function answersTo(command: string, share: string[]): Promise<Answer[]> {
  const nikos = visit(bot, 'nikos')
  const refused = share.filter(isNoMessage)
  const atTheDoor = await Promise.all(
    refused.map(async (text) => ({ command, text, answer: await refusalAtTheDoor(`/${command} ${text}`) })),
  )
  const keys = new Map<string, string>()
  for (const text of share.filter((one) => !isNoMessage(one)))
    keys.set(await nikos.say(`/${command} ${text}`), text)
  const answered = async () =>
    (await nikos.transcript()).filter(({ author, state }) => author === 'bot' && state === 'final')
  let entries = await answered()
  // Hundreds at once take their time; that the answers go on coming is what is waited for.
  while (entries.length < keys.size) {
    const known = entries.length
    entries = await eventually(async () => {
      const now = await answered()
      return now.length > known && now
    })
  }
  expect(entries).toHaveLength(keys.size)
  return [
    ...atTheDoor,
    ...entries.map((entry) => {
      const [key = ''] = /(?<=^web:).*(?=:reply$)/.exec(entry.id) ?? []
      return { command, text: keys.get(key) ?? '', answer: wordsOf(cardIn(entry)) }
    }),
  ]
}

/** What a message is answered with that is not accepted. */
async function refusalAtTheDoor(text: string): Promise<string> {
  const nikos = visit(bot, 'nikos')
  const path = `/api/conversations/${nikos.conversation}/messages`
  const response = await nikos.call('POST', path, { key: crypto.randomUUID(), text })
  return `${response.status} ${await response.text()}`
}

/** Everything that a command could have brought about. */
async function whatWasDone(): Promise<unknown> {
  const runs = await home.query('SELECT number FROM runs')
  const journal = existsSync(agent.journalPath) ? readFileSync(agent.journalPath, 'utf8') : ''
  return { runs, journal }
}
