import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { gateOf } from '../../src/sops/gates.ts'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { startTestAgent, type TestAgent } from '../harness/agent.ts'
import { type BotHome, botHome } from '../harness/bot.ts'
import { type HeldVersion, holdVersions } from '../harness/held-version.ts'
import { intentsOf, type KilledProcedure, killAtEveryEvent } from '../harness/kill-at-every-event.ts'
import { proveQuickly } from '../harness/prove-quickly.ts'
import { markdownTable, writeResults } from '../harness/results.ts'

// A bot is started for every event; on a busy machine each takes seconds.
jest.setTimeout(900_000)

let assistant: FakeAssistant
let agent: TestAgent
let home: BotHome
let held: HeldVersion
const table: (string | number)[][] = []

beforeAll(async () => {
  assistant = await startFakeAssistant()
  agent = await startTestAgent()
  home = await botHome(assistant.url)
  await proveQuickly(home)
  held = await holdVersions(home.database.url)
})
afterAll(async () => {
  const head = ['procedure', 'kills', 'run', 'acts begun', 'acts done twice']
  await writeResults('kills-at-every-event.md', markdownTable(head, table))
  await held.close()
  await home.remove()
  await agent.close()
  await assistant.stop()
})
beforeEach(() => {
  writeFileSync(agent.settingsPath, '')
  assistant.calls.length = 0
})

const approverOf = (procedure: string): string | null => {
  const how = gateOf(procedure)?.approval
  return how === 'none' ? null : how === 'own' ? 'nikos' : 'anna'
}

/** Kills the bot at every event. @returns the run, which has neither stuck nor done anything twice. */
async function survive(name: string, procedure: string, killed: Omit<KilledProcedure, 'approver'>) {
  const run = await killAtEveryEvent(
    { ...killed, approver: approverOf(procedure) },
    home,
    agent.settings,
    held,
  )
  const intents = await intentsOf(run, agent)
  table.push([name, run.kills, run.status, intents.length, intents.filter((times) => times > 1).length])
  expect(intents.filter((times) => times !== 1)).toEqual([])
  const attempts = run.events.filter(({ type }) => type === 'step-began').map(({ fact }) => fact.attempt)
  expect(new Set(attempts)).toEqual(new Set([1]))
  return run
}

const backups = () =>
  readdirSync(dirname(agent.settingsPath)).filter((name) => name.includes('.backup.')).length
const questions = () => {
  const chats = assistant.calls.filter(({ path }) => path === '/api/ai/chat')
  return new Set(chats.map(({ headers }) => headers['idempotency-key'])).size
}

test('a change of the settings: written once, asked once, done', async () => {
  const run = await survive('config', 'config', { command: '/config OPENAI_MODEL=gpt-4o-mini' })
  expect(run.status).toBe('done')
  expect(run.kills).toBe(2 + 2 * 10)
  expect([readFileSync(agent.settingsPath, 'utf8'), backups()]).toEqual(['OPENAI_MODEL=gpt-4o-mini\n', 1])
  expect(questions()).toBe(1)
})

test('a change that fails: rolled back once, wherever the bot is killed meanwhile', async () => {
  const before = backups()
  agent.control('ai_assistant', { lines: [error('no space left')] })
  // From the end of the step that fails, which is the tenth.
  const run = await survive('config, rolled back', 'config', {
    command: '/config OPENAI_MODEL=gpt-4.1',
    from: 2 + 2 * 10,
  })
  agent.control('ai_assistant', {})
  expect(run.status).toBe('failed')
  // The last but one time when it ended, the last time when its case was there and was about to be noted.
  expect(run.kills).toBe(1 + 2 * 4 + 1)
  expect(run.killedAt.at(-1)?.type).toBe('case-opened')
  const cases = await home.query("SELECT details ->> 'run' AS run FROM cases")
  expect(cases).toEqual([{ run: `R-${run.number}` }])
  expect([readFileSync(agent.settingsPath, 'utf8'), backups()]).toEqual(['', before + 1])
})

test.each([
  ['stop', '/stop db', 'done'],
  ['start', '/start db', 'done'],
  ['log-review', '/logs review', 'done'],
  ['performance', '/performance', 'done'],
])('%s: nothing is done twice, and it ends', async (procedure, command, status) => {
  expect((await survive(procedure, procedure, { command })).status).toBe(status)
})

function error(msg: string): string {
  return JSON.stringify({ level: 'ERROR', time: '2999-01-01T00:00:00.000Z', msg })
}
