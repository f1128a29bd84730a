import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { startFakeAssistant } from '../test/fakes/assistant.ts'
import { botHome } from '../test/harness/bot.ts'
import { startBotProcess } from '../test/harness/bot-process.ts'
import { startFakeSlack } from '../test/harness/slack.ts'
import { eventsAddress, knowSlackPeople, slackSettings } from '../test/harness/slack-bot.ts'
import { connected } from './ack/connected.ts'
import { atRate, type Latencies, percentile, saturated, type Target } from './ack/load.ts'
import { slackTarget } from './ack/slack-command.ts'
import { printTable } from './table.ts'
import { withServer } from './with-server.ts'

/** How many commands a second, and for how long. */
const rates = [50, 200]
const seconds = 15
const warmUp = { rate: 50, seconds: 3 }
const saturation = { atOnce: 32, seconds: 5 }
/** What is allowed at the 99th percentile: twice Bolt alone, or this, in milliseconds. */
const allowed = (bare: number) => Math.max(2 * bare, 50)

/** What was measured of one server. */
interface Measured {
  name: string
  byRate: Latencies[]
  perSecond: number
}

/**
 * Sends signed slash commands to the bot, which stores each before it acknowledges it, and to Bolt alone in the
 * same run.
 * @returns whether the bot is within what is allowed, at every rate.
 */
export async function ack(): Promise<boolean> {
  return await withServer(async () => {
    const bare = await measureBareBolt()
    const ours = await measureBot()
    printTable([['', 'rate', 'p50', 'p95', 'p99', 'failed', 'saturated'], ...[bare, ours].flatMap(rowsOf)])
    return judge(bare, ours)
  })
}

async function measureBareBolt(): Promise<Measured> {
  const signingSecret = 'bench-signing-secret'
  const child = fork(join(import.meta.dirname, 'ack/bare-bolt.ts'), [signingSecret], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  try {
    const [port] = await once(child, 'message')
    const url = `http://127.0.0.1:${port}/slack/events`
    return await measure(
      'Bolt alone, nothing stored',
      slackTarget({ url, signingSecret, channelId: 'C1', userIds: ['U1'], responseUrl: url }),
    )
  } finally {
    await ended(child)
  }
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill()
  await once(child, 'exit')
}

async function measureBot(): Promise<Measured> {
  const assistant = await startFakeAssistant()
  const slack = await startFakeSlack()
  const home = await botHome(assistant.url)
  await knowSlackPeople(home)
  const bot = await startBotProcess(home, { ...slackSettings(slack, 'http'), LOG_LEVEL: 'warn' })
  try {
    await connected(eventsAddress(bot))
    const responseUrl = `${slack.apiUrl.replace('/api/', '')}/response/unused`
    return await measure(
      'this bot, each stored',
      slackTarget({
        url: eventsAddress(bot),
        signingSecret: slack.signingSecret,
        channelId: slack.channel('#general').id,
        userIds: ['U0MARIA', 'U0NIKOS', 'U0ANNA'],
        responseUrl,
      }),
    )
  } finally {
    await bot.kill()
    await slack.stop()
    await home.remove()
    await assistant.stop()
  }
}

async function measure(name: string, target: Target): Promise<Measured> {
  await atRate(target, warmUp.rate, warmUp.seconds)
  const byRate: Latencies[] = []
  for (const rate of rates) byRate.push(await atRate(target, rate, seconds))
  return { name, byRate, perSecond: await saturated(target, saturation.atOnce, saturation.seconds) }
}

function rowsOf({ name, byRate, perSecond }: Measured): string[][] {
  return byRate.map((latencies, index) => [
    name,
    `${rates[index]}/s`,
    ...[0.5, 0.95, 0.99].map((share) => `${percentile(latencies, share).toFixed(1)} ms`),
    String(latencies.failed),
    `${perSecond.toFixed(0)}/s`,
  ])
}

function judge(bare: Measured, ours: Measured): boolean {
  const verdicts = ours.byRate.map((latencies, index) => {
    const base = percentile(bare.byRate[index] ?? { sorted: [], failed: 0 }, 0.99)
    const p99 = percentile(latencies, 0.99)
    const isWithin = p99 <= allowed(base) && latencies.failed === 0
    process.stdout.write(
      `${rates[index]}/s: p99 ${p99.toFixed(1)} ms, ${(p99 / base).toFixed(2)} times Bolt alone; allowed ${allowed(base).toFixed(1)} ms: ${isWithin ? 'reached' : 'NOT reached'}\n`,
    )
    return isWithin
  })
  return verdicts.every(Boolean)
}
