import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import type { Pressable } from '../fakes/slack/kit/pressables.ts'
import { startTestAgent, type TestAgent } from './agent.ts'
import { type BotHome, botHome, type TestBot } from './bot.ts'
import { scratchDatabase } from './database.ts'
import { proveQuickly } from './prove-quickly.ts'
import { type FakeSlack, startFakeSlack } from './slack.ts'
import { type Over, slackBot } from './slack-bot.ts'
import { userNamed } from './slack-names.ts'
import type { Seen } from './slack-seeing.ts'

/** The real bot between a Slack, an assistant and an agent with real services. */
export interface SlackHouse {
  assistant: FakeAssistant
  agent: TestAgent
  slack: FakeSlack
  home: BotHome
  bot: TestBot
  close(): Promise<void>
}

export interface SlackHouseOptions {
  over?: Over
  /** The settings that depend on what is in Slack. */
  settings?: (slack: FakeSlack) => Record<string, string>
}

export async function slackHouse({ over = 'http', settings }: SlackHouseOptions = {}): Promise<SlackHouse> {
  const database = await scratchDatabase('assistant')
  const [assistant, agent, slack] = await Promise.all([
    startFakeAssistant(),
    startTestAgent({ maintenanceUrl: database.url }),
    startFakeSlack(),
  ])
  const home = await botHome(assistant.url)
  await proveQuickly(home)
  const bot = await slackBot(home, slack, { over, ...agent.settings, ...settings?.(slack) })
  return {
    assistant,
    agent,
    slack,
    home,
    bot,
    close: async () => {
      await bot.close()
      await slack.stop()
      await home.remove()
      await Promise.all([agent.close(), assistant.stop()])
      await database.drop()
    },
  }
}

/** Sends a press of something that the message need not show, as it would come from Slack. */
export async function pressForged(
  { slack }: Pick<SlackHouse, 'slack'>,
  personId: string,
  on: Seen,
  forged: Partial<Pressable>,
) {
  const pressed: Pressable = {
    label: 'Forged',
    type: 'button',
    blockId: '1|none',
    actionId: 'none',
    value: '',
    ...forged,
  }
  const body = slack.interactions.press(userNamed(slack.world, personId), on.message, pressed)
  return await slack.deliver('interaction', body)
}
