import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { startFakeAssistant } from '../test/fakes/assistant.ts'
import { botHome } from '../test/harness/bot.ts'
import { startBotProcess } from '../test/harness/bot-process.ts'
import { type FakeTeams, startFakeTeams } from '../test/harness/teams.ts'
import { knowTeamsPeople, messagesAddress, teamsSettings } from '../test/harness/teams-bot.ts'
import { atRate, type Latencies, percentile, type Target } from './ack/load.ts'
import { teamsTarget } from './ack/teams-message.ts'
import { printTable } from './table.ts'
import { withServer } from './with-server.ts'

/** How many messages a second, and for how long. */
const rates = [50, 100]
const seconds = 15
const warmUp = { rate: 50, seconds: 3 }
/** What is allowed at the 99th percentile: one and a half times the adapter alone, or this, in milliseconds. */
const allowed = (bare: number) => Math.max(1.5 * bare, 50)
const people = ['maria', 'nikos', 'anna']

/** What was measured of one server. */
interface Measured {
  name: string
  byRate: Latencies[]
}

/**
 * Sends messages with Teams' tokens to the bot, which stores each before it acknowledges it, and to botbuilder's adapter
 * alone in the same run.
 * @returns whether the bot is within what is allowed, at every rate.
 */
export async function ackTeams(): Promise<boolean> {
  return await withServer(async () => {
    const teams = await startFakeTeams()
    try {
      const bare = await measureBareAdapter(teams)
      const ours = await measureBot(teams)
      printTable([['', 'rate', 'p50', 'p95', 'p99', 'failed'], ...[bare, ours].flatMap(rowsOf)])
      return judge(bare, ours)
    } finally {
      await teams.stop()
    }
  })
}

async function measureBareAdapter(teams: FakeTeams): Promise<Measured> {
  const { MicrosoftAppId = '', MicrosoftAppTenantId = '', TEAMS_OPENID_URL = '' } = teamsSettings(teams)
  const child = fork(
    join(import.meta.dirname, 'ack/bare-adapter.ts'),
    [MicrosoftAppId, MicrosoftAppTenantId, TEAMS_OPENID_URL],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  try {
    const [port] = await once(child, 'message')
    const url = `http://127.0.0.1:${port}/api/messages`
    return await measure('the adapter alone, nothing stored', await teamsTarget(teams, url, people))
  } finally {
    await ended(child)
  }
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill()
  await once(child, 'exit')
}

async function measureBot(teams: FakeTeams): Promise<Measured> {
  const assistant = await startFakeAssistant()
  const home = await botHome(assistant.url)
  await knowTeamsPeople(home)
  const bot = await startBotProcess(home, { ...teamsSettings(teams), LOG_LEVEL: 'warn' })
  try {
    return await measure('this bot, each stored', await teamsTarget(teams, messagesAddress(bot), people))
  } finally {
    await bot.kill()
    await home.remove()
    await assistant.stop()
  }
}

async function measure(name: string, target: Target): Promise<Measured> {
  await atRate(target, warmUp.rate, warmUp.seconds)
  const byRate: Latencies[] = []
  for (const rate of rates) byRate.push(await atRate(target, rate, seconds))
  return { name, byRate }
}

function rowsOf({ name, byRate }: Measured): string[][] {
  return byRate.map((latencies, index) => [
    name,
    `${rates[index]}/s`,
    ...[0.5, 0.95, 0.99].map((share) => `${percentile(latencies, share).toFixed(1)} ms`),
    String(latencies.failed),
  ])
}

function judge(bare: Measured, ours: Measured): boolean {
  const verdicts = ours.byRate.map((latencies, index) => {
    const base = percentile(bare.byRate[index] ?? { sorted: [], failed: 0 }, 0.99)
    const p99 = percentile(latencies, 0.99)
    const isWithin = p99 <= allowed(base) && latencies.failed === 0
    process.stdout.write(
      `${rates[index]}/s: p99 ${p99.toFixed(1)} ms, ${(p99 / base).toFixed(2)} times the adapter alone; allowed ${allowed(base).toFixed(1)} ms: ${isWithin ? 'reached' : 'NOT reached'}\n`,
    )
    return isWithin
  })
  return verdicts.every(Boolean)
}
