import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { namedId } from '../fakes/slack/ids.ts'
import { type BotHome, startTestBot, type TestBot } from './bot.ts'
import { eventually } from './eventually.ts'
import type { FakeSlack } from './slack.ts'

/** How Slack reaches a bot. */
export type Over = 'http' | 'socket'

/** The bot's settings for a Slack. */
export function slackSettings(
  { apiUrl, tokens, signingSecret }: FakeSlack,
  over: Over,
): Record<string, string> {
  return {
    SLACK_API_URL: apiUrl,
    SLACK_BOT_TOKEN: tokens.bot,
    ...(over === 'http' ? { SLACK_SIGNING_SECRET: signingSecret } : { SLACK_APP_TOKEN: tokens.app }),
  }
}

/** Where Slack sends what people do, when it calls a bot. */
export const eventsAddress = ({ url }: { url: string }): string =>
  `${url.replace('localhost', '127.0.0.1')}/slack/events`

/** Says in a home's people.yml who its people are in Slack: maria is `U0MARIA`. */
export async function knowSlackPeople({ configDir }: BotHome): Promise<void> {
  const file = join(configDir, 'people.yml')
  const people = await readFile(file, 'utf8')
  const known = people.replaceAll(
    /identities: \{ local: (\w+)(, teams: [\w-]+)? \}/g,
    (_, name: string, others = '') => `identities: { local: ${name}${others}, slack: ${namedId('U', name)} }`,
  )
  await writeFile(file, known)
}

/** Starts the real bot in a home, connected with a Slack; `settings` come on top. */
export async function slackBot(
  home: BotHome,
  slack: FakeSlack,
  { over = 'http', ...settings }: { over?: Over } & Record<string, string> = {},
): Promise<TestBot> {
  await knowSlackPeople(home)
  const bot = await startTestBot(home, { ...slackSettings(slack, over), ...settings })
  if (over === 'http') slack.sendsTo(eventsAddress(bot))
  else slack.sendsTo()
  await eventually(() => bot.log.some(({ msg }) => msg === 'connected with Slack'))
  return bot
}
