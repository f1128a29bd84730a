import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { commands } from '../../src/bot/commands.ts'
import { runPresses } from '../../src/bot/runs/press.ts'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { startTestAgent, type TestAgent } from '../harness/agent.ts'
import { type BotHome, botHome, errorsIn, startTestBot, type TestBot, visit } from '../harness/bot.ts'
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

const people = ['maria', 'nikos', 'anna', 'petros', 'kim', 'alex'] as const

const everybody = 'maria nikos anna petros kim alex'
const onCall = 'nikos anna petros'

/** By hand: who may use what. */
const allowed: Record<string, string> = {
  ask: everybody,
  escalate: everybody,
  status: everybody,
  contacts: everybody,
  help: everybody,
  restart: onCall,
  start: onCall,
  stop: onCall,
  cancel: onCall,
  logs: onCall,
  runs: onCall,
  approvals: onCall,
  'auto-answer': 'alex',
}

/** By hand: who may press what on a stop that Nikos asked for and that waits. */
const mayPress: Record<string, string> = {
  'run-approve': 'anna petros',
  'run-reject': 'anna petros',
  'run-emergency': 'nikos',
  'run-withdraw': 'nikos',
  'run-dry-run': onCall,
  'run-record': onCall,
  // Of other states: nobody, now.
  'run-review': '',
  'run-stop-after-step': '',
  'run-check-again': '',
  'run-continue': '',
  'run-end': '',
  'run-retry': '',
}

const isRefusal =
  /not for your role|needs the on-call role|no longer in use|roles do not allow|are for people/

test('the tables name every command and every button of a run', () => {
  expect(Object.keys(allowed).sort()).toEqual(commands.map(({ name }) => name).sort())
  expect(Object.keys(mayPress).sort()).toEqual([...runPresses].sort())
})

test('every role, every command: nobody may more or less than the table says', async () => {
  const unexpected: string[] = []
  for (const person of people) {
    for (const { name } of commands) {
      const visitor = visit(bot, person)
      const key = await visitor.say(`/${name} ${name === 'ask' || name === 'escalate' ? 'the bolts' : ''}`)
      const entry = await eventually(async () =>
        (await visitor.transcript()).find(({ author, state }) => author === 'bot' && state === 'final'),
      )
      const isRefused = isRefusal.test(JSON.stringify(entry.body))
      const isExpected = allowed[name]?.split(' ').includes(person) === !isRefused
      if (!isExpected) unexpected.push(`${person} /${name} ${key}: ${JSON.stringify(entry.body)}`)
    }
  }
  expect(unexpected).toEqual([])
}, 120_000)

test('every role, every button: pressed over the web, it counts for those of the table and nobody else', async () => {
  const unexpected: string[] = []
  for (const person of people) {
    for (const action of runPresses) {
      const number = await waitingStop()
      const [row] = await home.query<{ digest: string }>('SELECT digest FROM runs WHERE number = $1', [
        number,
      ])
      const needsDigest = /approve|reject|emergency|review/.test(action)
      const value = needsDigest
        ? `${number} ${row?.digest}`
        : `${number}${action === 'run-retry' ? ' 1' : ''}`
      const press = { action, value, input: 'it has to be done at once' }
      const response = await visit(bot, person).call('POST', `/api/runs/${number}/presses`, press)
      const isExpected = (mayPress[action] ?? '').split(' ').includes(person) === response.ok
      if (!isExpected) unexpected.push(`${person} ${action}: ${response.status} ${await response.text()}`)
      await settled(number)
    }
  }
  expect(unexpected).toEqual([])
}, 240_000)

/** A stop of the database that Nikos asked for. */
async function waitingStop(): Promise<number> {
  const nikos = visit(bot, 'nikos')
  await nikos.say('/stop db')
  const [row] = await eventually(async () => {
    const rows = await home.query<{ number: number }>('SELECT number FROM runs WHERE thread = $1', [
      nikos.conversation,
    ])
    return rows.length > 0 && rows
  })
  return row?.number ?? 0
}

/** Nothing of it is under way any more. */
async function settled(number: number): Promise<void> {
  await eventually(async () => {
    const rows = await home.query<{ status: string }>('SELECT status FROM runs WHERE number = $1', [number])
    return rows[0]?.status !== 'running'
  })
}
