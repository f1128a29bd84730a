import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import type { Card } from '../../src/bot/card.ts'
import { faultCard } from '../../src/bot/cards/problem.ts'
import { commands } from '../../src/bot/commands.ts'
import { runPresses } from '../../src/bot/runs/press.ts'
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
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { eventually } from '../harness/eventually.ts'
import { markdownTable, writeResults } from '../harness/results.ts'

let assistant: FakeAssistant
let agent: TestAgent
/** The assistant's, which maintenance plans for. */
let database: ScratchDatabase
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  database = await scratchDatabase('assistant')
  agent = await startTestAgent({ maintenanceUrl: database.url })
  home = await botHome(assistant.url)
  bot = await startTestBot(home, agent.settings)
})
afterAll(async () => {
  await bot.close()
  await home.remove()
  await agent.close()
  await assistant.stop()
  await database.drop()
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

const people = ['maria', 'nikos', 'anna', 'petros', 'kim', 'alex'] as const

const everybody = 'maria nikos anna petros kim alex'
const onCall = 'nikos anna petros'
const seniors = 'anna petros'

/** By hand: who may use what, and how the card begins that they then see. */
const allowed: Record<string, { who: string; opens: RegExp }> = {
  ask: { who: everybody, opens: /^Turn the main switch to ON\. \[1\]/ },
  escalate: { who: everybody, opens: /^OPEN · C-\d+ · Your question is with/ },
  cases: { who: everybody, opens: /^(Your cases|Cases · \d+ wait)/ },
  status: { who: everybody, opens: /^OK · AI Assistant/ },
  contacts: { who: everybody, opens: /^Contacts\nOn call: Nikos Example/ },
  window: { who: everybody, opens: /^Maintenance\nNone is planned\. A senior plans it/ },
  help: { who: everybody, opens: /^Help\nAsk\n\/ai ask question/ },
  restart: { who: onCall, opens: /^PLAN · Restart · ai_assistant/ },
  start: { who: onCall, opens: /^PLAN · Start · ai_assistant/ },
  stop: { who: onCall, opens: /^NEEDS APPROVAL · Stop · ai_assistant/ },
  config: { who: onCall, opens: /^CONFIG · \d+ settings can be changed/ },
  backup: { who: onCall, opens: /^(RUNNING|FAILED) · Backup|^R-\d+ has been backing up/ },
  maintenance: { who: seniors, opens: /^NEEDS APPROVAL · Maintenance · abparts_prod/ },
  restore: { who: seniors, opens: /^Backups\nThere is no backup\. Type \/ai backup/ },
  manuals: { who: 'kim', opens: /^Manuals\nThere are no manuals yet\./ },
  cancel: { who: onCall, opens: /^Cancel · which run\?/ },
  logs: { who: onCall, opens: /^Log · ai_assistant/ },
  // It begins at once; while one is under way, the next is told so.
  performance: {
    who: onCall,
    opens: /^(RUNNING|NORMAL|WARNING|CRITICAL|UNKNOWN) · Performance|^R-\d+ has been measuring ai_assistant/,
  },
  runs: { who: onCall, opens: /^Runs · the last five/ },
  schedule: { who: onCall, opens: /^Schedules\nNothing runs by the clock/ },
  audit: { who: 'anna petros alex', opens: /^Audit\n/ },
  approvals: { who: onCall, opens: /^Approvals/ },
  answers: { who: 'anna petros kim', opens: /^Verified answers\nThere are none\./ },
  // Here are no channels: that much only those hear who may.
  'auto-answer': { who: 'alex', opens: /^There are no channels here/ },
}

/** By hand: who may press what on a stop that Nikos asked for and that waits. */
const mayPress: Record<string, string> = {
  'run-approve': 'anna petros',
  'run-reject': 'anna petros',
  'run-emergency': 'nikos',
  'run-withdraw': 'nikos',
  'run-dry-run': onCall,
  'run-record': onCall,
}

/** Those of other states: whoever might press them then is told that it is not the time. */
const notOfNow: Record<string, string> = {
  'run-review': onCall,
  'run-stop-after-step': onCall,
  'run-check-again': onCall,
  'run-continue': onCall,
  'run-end': onCall,
  'run-retry': onCall,
  'run-read-again': onCall,
  'run-remove-manual': onCall,
}

/** The only ways to refuse a command. */
const refusal =
  /^\/ai [a-z-]+ is not for your role\.|^(Maintenance|Restore) needs the senior role\. Ask somebody who has it\.|^(Restart|Start|Stop|Config|Performance|Backup) needs the on-call role\. On duty: Nikos Example\./

const table: string[] = []
const unexpected: string[] = []
afterAll(() =>
  writeResults('roles.md', [
    ...table,
    `${unexpected.length} unexpected`,
    ...unexpected.map((one) => `- ${one}`),
  ]),
)

/** Notes one row of the table, a cell a person, beside what the row should be. */
function note(name: string, found: Map<string, string>, expected: (person: string) => string): string[] {
  const cells = people.map((person) => found.get(person) ?? 'nothing')
  const wrong = people.filter((person) => found.get(person) !== expected(person))
  unexpected.push(
    ...wrong.map((person) => `${person}, ${name}: ${found.get(person)}, not ${expected(person)}`),
  )
  return [name, ...cells]
}

test('the tables name every command and every button of a run', () => {
  expect(Object.keys(allowed).sort()).toEqual(commands.map(({ name }) => name).sort())
  expect([...Object.keys(mayPress), ...Object.keys(notOfNow)].sort()).toEqual([...runPresses].sort())
})

test('every role, every command: it opens what it should for those of the table, and is refused to the others', async () => {
  const rows: string[][] = []
  for (const { name } of commands) {
    const { who = '', opens = /(?!)/ } = allowed[name] ?? {}
    const found = new Map<string, string>()
    for (const person of people) found.set(person, await answerTo(name, person, opens))
    rows.push(note(`/${name}`, found, (person) => (who.split(' ').includes(person) ? 'opens' : 'refused')))
  }
  table.push(...markdownTable(['command', ...people], rows), '')
  expect(unexpected).toEqual([])
}, 120_000)

/** `opens`, `refused`, or else what was said. */
async function answerTo(name: string, person: string, opens: RegExp): Promise<string> {
  const visitor = visit(bot, person)
  await visitor.say(`/${name} ${name === 'ask' || name === 'escalate' ? 'the bolts' : ''}`)
  const entry = await eventually(async () =>
    (await visitor.transcript()).find(({ author, state }) => author === 'bot' && state === 'final'),
  )
  return kindOf(cardIn(entry), opens)
}

function kindOf(card: Card, opens: RegExp): string {
  const words = wordsOf(card)
  if (opens.test(words)) return 'opens'
  return refusal.test(words) ? 'refused' : inACell(words)
}

const inACell = (words: string): string => words.replaceAll(/[\n|]+/g, ' ').slice(0, 120)

test('the card of a fault is neither a refusal nor what any command opens', () => {
  for (const { opens } of Object.values(allowed)) {
    expect(kindOf(faultCard('r-1'), opens)).toMatch(/^FAILED · Something went wrong/)
  }
})

test('every role, every button: pressed over the web, it counts for those of the table and nobody else', async () => {
  const rows: string[][] = []
  for (const action of runPresses) {
    const found = new Map<string, string>()
    for (const person of people) found.set(person, await answerToPress(action, person))
    const expected = (person: string): string => {
      if (mayPress[action]?.split(' ').includes(person)) return 'counts'
      return notOfNow[action]?.split(' ').includes(person) ? 'not now' : 'refused'
    }
    rows.push(note(action, found, expected))
  }
  table.push(...markdownTable(['button, on a stop that Nikos asked for', ...people], rows), '')
  expect(unexpected).toEqual([])
}, 240_000)

const refusals = new Set(['not_allowed', 'own_request', 'not_yours'])

/** What stands behind the number of the run, beside a digest. */
const more: Record<string, string> = {
  'run-retry': ' 1',
  'run-read-again': ' 1',
  'run-remove-manual': ' 11111111-1111-4111-8111-111111111111',
}

/** `counts`, `refused`, `not now`, or else what was said. */
async function answerToPress(action: string, person: string): Promise<string> {
  const number = await waitingStop()
  const [row] = await home.query<{ digest: string }>('SELECT digest FROM runs WHERE number = $1', [number])
  const needsDigest = /approve|reject|emergency|review/.test(action)
  const value = needsDigest ? `${number} ${row?.digest}` : `${number}${more[action] ?? ''}`
  const press = { action, value, input: 'it has to be done at once' }
  const response = await visit(bot, person).call('POST', `/api/runs/${number}/presses`, press)
  const answer = (await response.json()) as { error?: { code: string; message: string } }
  await settled(number)
  if (response.ok) return answer.error === undefined ? 'counts' : 'an error with a success'
  const { code = '', message = '' } = answer.error ?? {}
  if (response.status === 403 && refusals.has(code)) return 'refused'
  return response.status === 409 && code === 'not_now' ? 'not now' : inACell(`${response.status} ${message}`)
}

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
