import type { Config } from '../../config.ts'
import { type Check, type Finding, off, warning } from '../../finding.ts'
import type { Person } from '../../people.ts'
import { addressFinding } from './checks/address.ts'
import { channelFinding } from './checks/channel.ts'
import { keysFinding } from './checks/keys.ts'
import { type CheckParts, openConnection } from './checks/parts.ts'
import { peopleFinding } from './checks/people.ts'
import { tokenFinding } from './checks/token.ts'

/** What the checks need to know of this installation. */
export interface TeamsFacts {
  /** Where Teams was heard from last; null where it never was, or where that cannot be read. */
  heardFrom(): Promise<string | null>
  people(): Promise<{ all: Person[]; onCall: Person[] }>
}

const others = [
  'MicrosoftAppPassword',
  'MicrosoftAppTenantId',
  'TEAMS_OPERATIONS_CHANNEL',
  'TEAMS_CASES_CHANNEL',
  'TEAMS_ANNOUNCEMENTS_CHANNEL',
] as const

/** Looks at Teams as the settings have it: token, keys, address, channels, people. Nothing is sent to anybody. */
export function teamsChecks(config: Config, facts: TeamsFacts): Check[] {
  if (config.MicrosoftAppId === undefined) return [{ name: 'Teams', look: async () => withoutApp(config) }]
  const connecting = openConnection(config)
  // Each check that waits for it hears of it.
  connecting.catch(() => undefined)
  const parts: CheckParts = { config, connection: () => connecting, heardFrom: facts.heardFrom }
  return [
    { name: 'Teams token', look: () => tokenFinding(parts) },
    { name: 'Teams keys', look: () => keysFinding(config) },
    { name: 'Teams address', look: async () => addressFinding(config) },
    { name: 'Teams operations channel', look: () => channelFinding('TEAMS_OPERATIONS_CHANNEL', parts) },
    { name: 'Teams cases channel', look: () => channelFinding('TEAMS_CASES_CHANNEL', parts) },
    {
      name: 'Teams announcements channel',
      look: () => channelFinding('TEAMS_ANNOUNCEMENTS_CHANNEL', parts),
    },
    { name: 'Teams people', look: async () => peopleFinding(await facts.people(), config) },
  ]
}

function withoutApp(config: Config): Finding {
  if (config.TEAMS_PLAYGROUND) {
    return warning(
      'TEAMS_PLAYGROUND is set: whatever is sent on this machine is believed.',
      'Keep it to trying the bot out; for people, set MicrosoftAppId instead.',
    )
  }
  const remedy = 'To use Teams, register the bot as docs/teams.md says and set MicrosoftAppId.'
  if (others.every((name) => config[name] === undefined)) {
    return off('MicrosoftAppId is not set; people use the web chat, or Slack.', remedy)
  }
  return warning('it is off: MicrosoftAppId is not set, though another of its settings is.', remedy)
}
