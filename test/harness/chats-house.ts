import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { startTestAgent, type TestAgent } from './agent.ts'
import { type BotHome, botHome, startTestBot, type TestBot } from './bot.ts'
import { scratchDatabase } from './database.ts'
import { eventually } from './eventually.ts'
import { proveQuickly } from './prove-quickly.ts'
import { type FakeSlack, startFakeSlack } from './slack.ts'
import { eventsAddress, knowSlackPeople, slackSettings } from './slack-bot.ts'
import { type FakeTeams, startFakeTeams } from './teams.ts'
import { knowTeamsPeople, messagesAddress, teamsSettings } from './teams-bot.ts'

/** The real bot in a Slack and a Teams at once, with an assistant and an agent with real services. */
export interface ChatsHouse {
  assistant: FakeAssistant
  agent: TestAgent
  slack: FakeSlack
  teams: FakeTeams
  home: BotHome
  bot: TestBot
  close(): Promise<void>
}

export interface ChatsHouseOptions {
  /** The settings that depend on what is in both. */
  settings?: (chats: { slack: FakeSlack; teams: FakeTeams }) => Record<string, string>
  /** Before the bot reads its files. */
  prepare?: (home: BotHome) => Promise<void>
}

/** Everybody of people.yml is the same person in both. */
export async function chatsHouse({ settings, prepare }: ChatsHouseOptions = {}): Promise<ChatsHouse> {
  const database = await scratchDatabase('assistant')
  const [assistant, agent, slack, teams] = await Promise.all([
    startFakeAssistant(),
    startTestAgent({ maintenanceUrl: database.url }),
    startFakeSlack(),
    startFakeTeams(),
  ])
  const home = await botHome(assistant.url)
  await proveQuickly(home)
  await knowSlackPeople(home)
  await knowTeamsPeople(home)
  await prepare?.(home)
  const bot = await startTestBot(home, {
    ...slackSettings(slack, 'http'),
    ...teamsSettings(teams),
    ...agent.settings,
    ...settings?.({ slack, teams }),
  })
  slack.sendsTo(eventsAddress(bot))
  teams.sendsTo(messagesAddress(bot))
  for (const name of ['Slack', 'Teams'])
    await eventually(() => bot.log.some(({ msg }) => msg === `connected with ${name}`))
  return {
    ...{ assistant, agent, slack, teams, home, bot },
    close: async () => {
      await bot.close()
      await Promise.all([slack.stop(), teams.stop()])
      await home.remove()
      await Promise.all([agent.close(), assistant.stop()])
      await database.drop()
    },
  }
}
