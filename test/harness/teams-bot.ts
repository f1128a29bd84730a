import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { namedGuid } from '../fakes/teams/ids.ts'
import { type BotHome, startTestBot, type TestBot } from './bot.ts'
import { eventually } from './eventually.ts'
import type { FakeTeams } from './teams.ts'

/** The bot's settings for a Teams. */
export function teamsSettings({ world }: FakeTeams): Record<string, string> {
  return {
    MicrosoftAppId: world.app.id,
    MicrosoftAppPassword: world.app.password,
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppTenantId: world.tenant.id,
    TEAMS_LOGIN_URL: `${world.address}/login`,
    TEAMS_OPENID_URL: `${world.address}/botframework/v1/.well-known/openidconfiguration`,
  }
}

/** Where Teams sends what people do. */
export const messagesAddress = ({ url }: { url: string }): string =>
  `${url.replace('localhost', '127.0.0.1')}/api/messages`

/** Says in a home's people.yml who its people are in Teams: by their ids in the tenant. */
export async function knowTeamsPeople({ configDir }: BotHome): Promise<void> {
  const file = join(configDir, 'people.yml')
  const people = await readFile(file, 'utf8')
  const known = people.replaceAll(
    /identities: \{ local: (\w+)(, slack: \w+)? \}/g,
    (_, name: string, others = '') =>
      `identities: { local: ${name}${others}, teams: ${namedGuid(`person ${name}`)} }`,
  )
  await writeFile(file, known)
}

/** Starts the real bot in a home, connected with a Teams; `settings` come on top. */
export async function teamsBot(
  home: BotHome,
  teams: FakeTeams,
  settings: Record<string, string> = {},
): Promise<TestBot> {
  await knowTeamsPeople(home)
  const bot = await startTestBot(home, { ...teamsSettings(teams), ...settings })
  teams.sendsTo(messagesAddress(bot))
  await eventually(() => bot.log.some(({ msg }) => msg === 'connected with Teams'))
  return bot
}
