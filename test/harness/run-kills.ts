import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { buttonIn, cardIn, type Visitor, visit } from './bot.ts'
import { copyOfConfig } from './config-folder.ts'
import { type HeldCalls, type Hold, startHeldCalls } from './held-calls.ts'
import { type EventHold, type HeldEvents, holdEvents } from './held-events.ts'
import { testPort } from './ports.ts'
import { eventually, type Product, type ProductPlace, productPlace, startProduct } from './product.ts'
import { markdownTable, writeResults } from './results.ts'
import { type EndedRun, restartsOf, runOf, startsOfAssistant } from './run-facts.ts'

export type Victim = 'bot' | 'agent' | 'everything'

/**
 * What is under way when the kill comes: an event that is about to be stored, or a call to the agent. `inStep`
 * is for a call that steps before that one make too.
 */
export type Moment = { event: EventHold } | { call: Hold; inStep?: number }

/** One line of the table. */
interface Outcome {
  victim: Victim
  moment: string
  run: EndedRun
  /** How often the agent set out to restart something for the run. */
  restarts: number
  /** How often the assistant came up from the request to the end. */
  starts: number
}

// The agent's death comes between two of the bot's: whoever dies again and again is revived ever later.
const victims: Victim[] = ['bot', 'agent', 'everything']

/**
 * Kills everybody at every one of the moments of a restart, in a product of its own, and writes what came of it
 * to `test-results/<name>.md`.
 */
export function describeKills(name: string, moments: Moment[]): void {
  // A start takes seconds, on a busy machine many.
  jest.setTimeout(240_000)
  let place: ProductPlace
  let product: Product
  let calls: HeldCalls
  let settings: Record<string, string>
  let events: HeldEvents | undefined
  let nikos: Visitor
  const table: Outcome[] = []

  const start = async (): Promise<void> => {
    product = startProduct(place, settings)
    await product.ready()
  }

  beforeAll(async () => {
    place = await productPlace()
    const agentPort = await testPort()
    calls = await startHeldCalls(agentPort)
    settings = {
      AGENT_PORT: String(agentPort),
      AGENT_URL: calls.url,
      // Health has to hold for one second here, so that every case takes seconds.
      CONFIG_DIR: await copyOfConfig(place.folder, (runbook) =>
        runbook.replace(/proof_seconds: \d+/, 'proof_seconds: 1'),
      ),
    }
    await start()
  })
  beforeEach(async () => {
    nikos = visit({ url: place.chatUrl }, 'nikos')
    events = await holdEvents(place)
  })
  afterEach(async () => {
    await events?.release().catch(() => undefined)
    await events?.close()
    calls.drop()
    // Also a case that failed leaves nothing to the next: neither a product that is down nor a run under way.
    if (product.hasEnded()) await start()
    await settle(nikos, place)
  })
  afterAll(async () => {
    await writeTable(name, table)
    await place?.remove()
    await calls?.close()
  })

  describe.each(moments.map((moment) => [describeMoment(moment), moment] as const))(
    'while %s',
    (_, moment) => {
      test.each(victims)('%s killed: the run ends, nothing is done twice', async (victim) => {
        const before = await startsOfAssistant(place)
        const reached = reach(moment)
        const asked = nikos.say('/restart')
        if (!isAtRequest(moment)) {
          await asked
          await eventually(() => confirm(nikos))
        }
        await reached
        await kill(victim)
        await asked

        const run = await untilEnded(nikos, place)
        const restarts = await restartsOf(run.number, place)
        const starts = (await startsOfAssistant(place)) - before
        const outcome = { victim, moment: describeMoment(moment), run, restarts, starts }
        table.push(outcome)
        expectSound(outcome)
      })
    },
  )

  /** Resolves when a moment has come; what is under way is held there. */
  async function reach(moment: Moment): Promise<void> {
    if ('event' in moment) return events?.hold(moment.event)
    if (moment.inStep === undefined) return calls.hold(moment.call)
    await events?.hold({ type: 'step-began', step: moment.inStep })
    const reached = calls.hold(moment.call)
    await events?.pass()
    return reached
  }

  async function kill(victim: Victim): Promise<void> {
    const bot = await product.pidOf('bot')
    if (victim === 'bot') process.kill(bot, 'SIGKILL')
    else if (victim === 'agent') await product.killAgent()
    if (victim !== 'everything') await events?.release()
    await events?.close()
    if (victim === 'everything') await product.killEverything()
    calls.drop()
    if (victim === 'bot') await eventually(async () => (await product.pidOf('bot').catch(() => bot)) !== bot)
    else await start()
  }
}

const isAtRequest = (moment: Moment): boolean => 'event' in moment && moment.event.type === 'requested'

function describeMoment(moment: Moment): string {
  if ('call' in moment) {
    const of = moment.inStep === undefined ? '' : ` of step ${moment.inStep}`
    return `${moment.call.call}${of} is ${moment.call.where}`
  }
  const { type, step } = moment.event
  return step === undefined ? `"${type}" is about to be stored` : `"${type} ${step}" is about to be stored`
}

/** Presses the confirmation of the plan that a conversation shows. @returns false where it shows none now. */
async function confirm(nikos: Visitor): Promise<boolean> {
  const entries = await nikos.transcript().catch(() => [])
  const plan = entries.find((entry) => entry.author === 'bot' && buttonIn(cardIn(entry), 'run-approve'))
  return plan !== undefined && (await nikos.click(plan, 'run-approve')).status === 202
}

/** Waits until the run of a conversation has ended, confirming it where the kill came before that. */
async function untilEnded(nikos: Visitor, place: ProductPlace): Promise<EndedRun> {
  let isConfirmed = false
  let run: EndedRun | undefined
  await eventually(async () => {
    run = await runOf(nikos.conversation, place)
    // A confirmation that was accepted before the kill may count meanwhile: then there is none to press.
    if (run?.status === 'waiting' && !isConfirmed) isConfirmed = await confirm(nikos).catch(() => false)
    return run !== undefined && !['waiting', 'running'].includes(run.status)
  }, 120_000)
  if (run === undefined) throw new Error('the run is gone')
  return run
}

/** What must hold wherever the kill came. */
function expectSound({ victim, run, restarts, starts }: Outcome): void {
  expect(['done', 'failed', 'unknown']).toContain(run.status)
  expect(restarts).toBeLessThanOrEqual(1)
  // The agent's death takes the assistant along, and the next agent starts it: once beside the restart.
  const beside = victim === 'bot' ? 0 : 1
  expect(starts).toBeGreaterThanOrEqual(beside)
  expect(starts).toBeLessThanOrEqual(beside + restarts)
  if (run.status === 'done') expect([restarts, starts]).toEqual([1, beside + 1])
  // Nothing but the agent's absence keeps a restart from being begun.
  if (run.status === 'failed' && restarts === 0) expect(run.last).toMatch(/^The agent did not answer for/)
  if (run.status === 'unknown') expect(run.last).toMatch(/Nothing was repeated\.$/)
}

/** Waits until a run works on nothing any more; one that nobody knows the end of a person ends. */
async function settle(nikos: Visitor, place: ProductPlace): Promise<void> {
  await eventually(async () => {
    const run = await runOf(nikos.conversation, place)
    if (run?.status === 'unknown') {
      const press = { action: 'run-end', value: String(run.number) }
      await nikos.call('POST', `/api/runs/${run.number}/presses`, press)
    }
    return run?.status !== 'running' && run?.status !== 'unknown'
  })
}

async function writeTable(name: string, table: Outcome[]): Promise<void> {
  const head = ['while', 'killed', 'run', 'restarts begun', 'starts of the assistant', 'last step said']
  const rows = table.map(({ victim, moment, run, restarts, starts }) => [
    moment,
    victim,
    run.status,
    restarts,
    starts,
    run.last,
  ])
  await writeResults(`${name}.md`, markdownTable(head, rows))
}
