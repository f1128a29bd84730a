import { setTimeout as rest } from 'node:timers/promises'
import globalSetup from '../test/stack/global-setup.ts'
import globalTeardown from '../test/stack/global-teardown.ts'
import { type StackPerson, signIn } from '../test/stack/harness/person.ts'
import { type Stack, theStack } from '../test/stack/harness/stack.ts'
import { printTable } from './table.ts'

const restarts = 5
/** So long health must stay good, as config/runbook.yml has it, in milliseconds. */
const proofMs = 10_000
/** Of the time that the same takes by hand, at the median. */
const allowed = 1.1

/**
 * How long a restart takes to proven health on the production stack: through the bot, from the words to the proof,
 * and by the runbook's commands typed one after the other without a pause, by turns.
 * @returns whether the bot is within what is allowed.
 */
export async function sop(): Promise<boolean> {
  await globalSetup()
  try {
    const stack = await theStack()
    const nikos = await signIn(stack, 'nikos')
    const [byHand, byBot]: [number[], number[]] = [[], []]
    for (let turn = -1; turn < restarts; turn += 1) {
      const [hand, bot] = [await timeOf(() => restartByHand(stack)), await timeOf(() => restartByBot(nikos))]
      // The first of each is cold.
      if (turn < 0) continue
      byHand.push(hand)
      byBot.push(bot)
    }
    return judge(byHand, byBot)
  } finally {
    await globalTeardown()
  }
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function restartByHand({ compose, assistantUrl }: Stack): Promise<void> {
  const isGood = () =>
    fetch(`${assistantUrl}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  await compose('ps', 'ai_assistant')
  await compose('logs', '--tail=50', 'ai_assistant')
  await compose('restart', 'ai_assistant')
  while (!(await isGood())) await rest(250)
  const good = performance.now()
  while (performance.now() - good < proofMs) {
    await rest(1_000)
    if (!(await isGood())) throw new Error('the assistant did not stay healthy')
  }
  await compose('logs', '--since=1m', 'ai_assistant')
}

async function restartByBot(nikos: StackPerson): Promise<void> {
  const run = await nikos.begin('/ai restart ai_assistant')
  await nikos.press(run, 'run-approve')
  const { status } = await nikos.ended(run)
  if (status !== 'done') throw new Error(`the restart is ${status}`)
}

function judge(byHand: number[], byBot: number[]): boolean {
  const rows = [byHand, byBot].map((times) => times.toSorted((a, b) => a - b))
  const middle = (times: number[] = []) => times[Math.floor(times.length / 2)] ?? 0
  const seconds = (ms = 0) => (ms / 1_000).toFixed(1)
  printTable([
    ['restart to proven health', 'fastest s', 'median s', 'slowest s'],
    ...['by hand', 'through the bot'].map((name, at) => [
      name,
      seconds(rows[at]?.[0]),
      seconds(middle(rows[at])),
      seconds(rows[at]?.at(-1)),
    ]),
  ])
  const ratio = middle(rows[1]) / middle(rows[0])
  process.stdout.write(`${ratio.toFixed(2)}× by hand, allowed ${allowed}×\n`)
  return ratio <= allowed
}
