import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { freePort } from '../../src/agent/ports.ts'
import { buttonIn, cardIn, type Visitor, visit } from '../harness/bot.ts'
import { copyOfConfig } from '../harness/config-folder.ts'
import { type HeldCalls, type Hold, startHeldCalls } from '../harness/held-calls.ts'
import { type EventHold, type HeldEvents, holdEvents } from '../harness/held-events.ts'
import { hostedDatabase } from '../harness/hosted-database.ts'
import {
  eventually,
  type Product,
  type ProductPlace,
  productPlace,
  startProduct,
} from '../harness/product.ts'

/** A start takes seconds, on a busy machine many. */
jest.setTimeout(240_000)

type Victim = 'bot' | 'agent' | 'everything'

/** What is under way when the kill comes: an event that is about to be stored, or a call to the agent. */
type Moment = { event: EventHold } | { call: Hold }

const steps = [1, 2, 3, 4, 5, 6]
const moments: Moment[] = [
  { event: { type: 'requested' } },
  { event: { type: 'approved' } },
  ...steps.flatMap((step) => [
    { event: { type: 'step-began', step } },
    { event: { type: 'step-ended', step } },
  ]),
  ...['POST /verbs/logs', 'PUT /operations', 'GET /operations', 'POST /verbs/probe'].flatMap((call) => [
    { call: { call, where: 'on its way there' as const } },
    { call: { call, where: 'on its way back' as const } },
  ]),
]

/** One line of the table. */
interface Outcome {
  victim: Victim
  moment: string
  status: string
  restarts: number
  starts: number
  last: string
}

let place: ProductPlace
let product: Product
let calls: HeldCalls
let events: HeldEvents | undefined
let settings: Record<string, string>
const table: Outcome[] = []

beforeAll(async () => {
  place = await productPlace()
  const agentPort = await freePort()
  calls = await startHeldCalls(agentPort)
  settings = {
    AGENT_PORT: String(agentPort),
    AGENT_URL: calls.url,
    // Health has to hold for one second here, so that every case takes seconds.
    CONFIG_DIR: await copyOfConfig(place.folder, (runbook) =>
      runbook.replace(/proof_seconds: \d+/, 'proof_seconds: 1'),
    ),
  }
  product = startProduct(place, settings)
  await product.ready()
})
// A case that fails must not hold up the next one.
afterEach(() => events?.close())
afterAll(async () => {
  await writeTable()
  await place?.remove()
  await calls?.close()
})

// The agent's death comes between two of the bot's: whoever dies again and again is revived ever later.
const victims: Victim[] = ['bot', 'agent', 'everything']
describe.each(moments.map((moment) => [describeMoment(moment), moment] as const))('while %s', (_, moment) => {
  test.each(victims)('%s killed: the run ends, nothing is done twice', async (victim) => {
    const nikos = visit({ url: place.chatUrl }, 'nikos')
    const before = await startsOfAssistant()
    events = await holdEvents(place)
    const reached = 'event' in moment ? events.hold(moment.event) : calls.hold(moment.call)
    const asked = nikos.say('/restart')
    const isAtRequest = 'event' in moment && moment.event.type === 'requested'
    if (!isAtRequest) {
      await asked
      await confirm(nikos)
    }
    await reached
    await kill(victim, events)
    await asked

    const run = await untilEnded(nikos)
    const restarts = await restartsOf(run.number)
    const starts = (await startsOfAssistant()) - before
    table.push({
      victim,
      moment: describeMoment(moment),
      status: run.status,
      restarts,
      starts,
      last: run.last,
    })
    expect(['done', 'failed', 'unknown']).toContain(run.status)
    expect(restarts).toBeLessThanOrEqual(1)
    // Only the agent's death starts the assistant beside the operation.
    if (victim === 'bot') expect(starts).toBe(1)
    await settle(run)
  })
})

function describeMoment(moment: Moment): string {
  if ('call' in moment) return `${moment.call.call} is ${moment.call.where}`
  const { type, step } = moment.event
  return step === undefined ? `"${type}" is about to be stored` : `"${type} ${step}" is about to be stored`
}

/** Presses the confirmation of the plan that a conversation shows. */
async function confirm(nikos: Visitor): Promise<void> {
  await eventually(async () => {
    const entries = await nikos.transcript().catch(() => [])
    const plan = entries.find((entry) => entry.author === 'bot' && buttonIn(cardIn(entry), 'run-approve'))
    return plan !== undefined && (await nikos.click(plan, 'run-approve')).status === 202
  })
}

async function kill(victim: Victim, events: HeldEvents): Promise<void> {
  const bot = await product.pidOf('bot')
  if (victim === 'bot') process.kill(bot, 'SIGKILL')
  else if (victim === 'agent') await product.killAgent()
  if (victim !== 'everything') await events.release()
  await events.close()
  if (victim === 'everything') await product.killEverything()
  calls.drop()
  if (victim === 'bot') await eventually(async () => (await product.pidOf('bot').catch(() => bot)) !== bot)
  else {
    product = startProduct(place, settings)
    await product.ready()
  }
}

interface EndedRun {
  number: number
  status: string
  /** The sentence that it ended with. */
  last: string
}

/** Waits until the run of a conversation has ended, confirming it where the kill came before that. */
async function untilEnded(nikos: Visitor): Promise<EndedRun> {
  const client = await hostedDatabase(place, 'ops')
  const read = async () => {
    const { rows } = await client.query<EndedRun>(
      `SELECT number, status, coalesce((
         SELECT fact->'ending'->>'detail' FROM run_events
         WHERE run = number AND type = 'step-ended' ORDER BY version DESC LIMIT 1), '') AS last
       FROM runs WHERE thread = $1`,
      [nikos.conversation],
    )
    expect(rows.length).toBeLessThanOrEqual(1)
    return rows[0]
  }
  try {
    let isConfirmed = false
    await eventually(async () => {
      const run = await read()
      if (run?.status === 'waiting' && !isConfirmed) {
        await confirm(nikos)
        isConfirmed = true
      }
      return run !== undefined && !['waiting', 'running'].includes(run.status)
    }, 120_000)
    const run = await read()
    if (run === undefined) throw new Error('the run is gone')
    return run
  } finally {
    await client.end()
  }
}

/** How often the agent set out to restart something for a run, by its journal. */
async function restartsOf(number: number): Promise<number> {
  const client = await hostedDatabase(place, 'ops')
  const { rows } = await client.query<{ operation: string | null }>(
    `SELECT DISTINCT fact->>'operation' AS operation FROM run_events WHERE run = $1 AND type = 'step-began'`,
    [number],
  )
  await client.end()
  const ours = rows.flatMap(({ operation }) => operation ?? [])
  const journal = await readFile(join(place.dataDir, 'agent/journal.jsonl'), 'utf8')
  return journal.split('\n').filter((line) => {
    const isIntent = line.includes('"intent"')
    return isIntent && ours.some((operation) => line.includes(operation))
  }).length
}

/** How often an assistant came up in this place, by its log. */
async function startsOfAssistant(): Promise<number> {
  const log = await readFile(join(place.folder, 'logs/ai_assistant/ai_assistant.log'), 'utf8')
  return log.split('\n').filter((line) => line.includes('"the assistant answers"')).length
}

/** A run that nobody knows the end of holds its lock until a person decides. */
async function settle({ number, status }: EndedRun): Promise<void> {
  if (status !== 'unknown') return
  const nikos = visit({ url: place.chatUrl }, 'nikos')
  const response = await nikos.call('POST', `/api/runs/${number}/presses`, {
    action: 'run-end',
    value: String(number),
  })
  expect(response.status).toBe(200)
}

async function writeTable(): Promise<void> {
  const rows = table.map(({ victim, moment, status, restarts, starts, last }) =>
    [moment, victim, status, restarts, starts, last].join(' | '),
  )
  const head = 'while | killed | run | restarts begun | starts of the assistant | last step said'
  const text = [head, head.replaceAll(/[^|]+/g, '---'), ...rows].map((row) => `| ${row} |`).join('\n')
  const folder = join(import.meta.dirname, '../../test-results')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'kills-of-a-run.md'), `${text}\n`)
}
