import { commandsFor } from '../../src/bot/commands.ts'
import type { Config } from '../../src/config.ts'
import { UserError } from '../../src/errors.ts'
import type { Person } from '../../src/people.ts'
import { accent } from './icons.ts'

/** The newest schema of Microsoft's that this was held against (developer.microsoft.com/json-schemas/teams). */
const schema = '1.30'
const scopes = ['personal', 'team', 'groupChat'] as const

/**
 * What Teams is told of the app.
 * @throws UserError where a setting is missing.
 */
export function teamsManifest(config: Config, version: string) {
  const { id, url } = settingsOf(config)
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw badVersion(version)
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${schema}/MicrosoftTeams.schema.json`,
    manifestVersion: schema,
    version,
    id,
    developer: { name: 'AI Assistant', websiteUrl: url, privacyUrl: url, termsOfUseUrl: url },
    name: { short: 'AI Assistant', full: 'AI Assistant for machine manuals and the runbook' },
    description: {
      short: 'Answers questions about your machines from their manuals, with the page.',
      full:
        'Ask about a machine and get the answer out of its manual, with the page it stands on. Where the manuals ' +
        'say nothing, it says so and fetches a person. Those on call carry out the runbook here: each procedure ' +
        'shows its plan first, is approved by whoever must, and proves what it did.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: accent,
    defaultInstallScope: 'personal',
    bots: [
      {
        botId: id,
        scopes: [...scopes],
        supportsFiles: true,
        isNotificationOnly: false,
        commandLists: scopes.map((scope) => ({ scopes: [scope], commands: commandsOfStaff() })),
      },
    ],
    validDomains: [new URL(url).host],
    // Any text will do for the resource; without one the permissions below are refused.
    webApplicationInfo: { id, resource: `api://botid-${id}` },
    authorization: {
      permissions: {
        // What follows in the bot's own threads and chats reaches it without its name.
        resourceSpecific: ['ChannelMessage.Read.Group', 'ChatMessage.Read.Chat'].map((name) => ({
          name,
          type: 'Application',
        })),
      },
    },
  }
}

const staff: Person = { id: 'staff', name: 'Staff', roles: ['staff'], identities: {} }

/** What everybody may do; whoever may more asks for help. */
function commandsOfStaff(): { title: string; description: string }[] {
  return commandsFor(staff).map(({ name, summary }) => ({ title: name, description: summary }))
}

function settingsOf({ MicrosoftAppId: id, PUBLIC_URL: url }: Config): { id: string; url: string } {
  if (id === undefined)
    throw missing('MicrosoftAppId is not set.', "Set it to the id of the bot's app in Entra.")
  if (url?.startsWith('https://')) return { id, url }
  throw missing(
    `PUBLIC_URL is ${url === undefined ? 'not set' : 'no https address'}.`,
    'Set it to the https address under which people and Teams reach the bot.',
  )
}

const missing = (what: string, action: string): UserError => new UserError('bad_setting', what, { action })

const badVersion = (version: string): UserError =>
  new UserError('bad_version', `${version} is no version.`, { action: 'Write it as 1.0.1.' })
