import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { startTestAgent, type TestAgent } from './agent.ts'
import { type BotHome, botHome, type TestBot } from './bot.ts'
import { scratchDatabase } from './database.ts'
import { proveQuickly } from './prove-quickly.ts'
import { type FakeTeams, startFakeTeams } from './teams.ts'
import { teamsBot } from './teams-bot.ts'

/** The real bot between a Teams, an assistant and an agent with real services. */
export interface TeamsHouse {
  assistant: FakeAssistant
  agent: TestAgent
  teams: FakeTeams
  home: BotHome
  bot: TestBot
  close(): Promise<void>
}

export interface TeamsHouseOptions {
  /** The settings that depend on what is in Teams. */
  settings?: (teams: FakeTeams) => Record<string, string>
}

export async function teamsHouse({ settings }: TeamsHouseOptions = {}): Promise<TeamsHouse> {
  const database = await scratchDatabase('assistant')
  const [assistant, agent, teams] = await Promise.all([
    startFakeAssistant(),
    startTestAgent({ maintenanceUrl: database.url }),
    startFakeTeams(),
  ])
  const home = await botHome(assistant.url)
  await proveQuickly(home)
  const bot = await teamsBot(home, teams, { ...agent.settings, ...settings?.(teams) })
  return {
    assistant,
    agent,
    teams,
    home,
    bot,
    close: async () => {
      await bot.close()
      await teams.stop()
      await home.remove()
      await Promise.all([agent.close(), assistant.stop()])
      await database.drop()
    },
  }
}
