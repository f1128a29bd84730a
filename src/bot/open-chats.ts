import type { Suggestions } from '../assistant-api.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import type { RunStore } from '../sops/store.ts'
import type { ChatConversations } from './chats/conversations-store.ts'
import type { ChatPosts } from './chats/posts-store.ts'
import type { CitedLinks } from './cited.ts'
import { laneOf } from './dispatch.ts'
import type { Precedence } from './inbox/precedence.ts'
import type { InboxStore } from './inbox/store.ts'
import { ownRunCards } from './runs/own-cards.ts'
import type { Settings } from './settings.ts'
import type { Slack } from './slack/app.ts'
import type { Teams } from './teams/app.ts'
import type { TeamsConversations } from './teams/conversations-store.ts'

export interface OpenChatsParts {
  settings: Settings
  config: Config
  clock: Clock
  log: Logger
  intake: Precedence
  cited: CitedLinks | null
  /** What the manuals offer to choose from. */
  suggestions(): Promise<Suggestions>
  /** Whether an error says that the database is away. */
  isUnreachable(error: unknown): boolean
  stores: {
    deliveries: Pick<InboxStore, 'insert'>
    /** By platform. */
    posts(platform: string): ChatPosts
    conversations(platform: string): ChatConversations
    teamsConversations: TeamsConversations
    runs: Pick<RunStore, 'find'>
  }
}

/** The chat platforms that are set up, and the names of those that are not. */
export interface OpenedChats {
  chats: (Slack | Teams)[]
  off: string[]
}

/** Puts the chat platforms together; nothing is connected yet. @throws UserError where one is set up by half. */
export async function openChats(parts: OpenChatsParts): Promise<OpenedChats> {
  const [slack, teams] = [await openSlack(parts), await openTeams(parts)]
  return {
    chats: [slack, teams].filter((one) => one !== null),
    off: [...(slack === null ? ['slack'] : []), ...(teams === null ? ['teams'] : [])],
  }
}

/** Slack, where its credentials are set. */
async function openSlack(parts: OpenChatsParts): Promise<Slack | null> {
  const { config, log, stores } = parts
  if (config.SLACK_BOT_TOKEN === undefined) {
    log.info('Slack is off: SLACK_BOT_TOKEN is not set')
    return null
  }
  // Loaded only where it is used: Bolt takes half a second of a start.
  const { createSlack } = await import('./slack/app.ts')
  return createSlack({
    ...shared(parts),
    posts: stores.posts('slack'),
    conversations: stores.conversations('slack'),
  })
}

/** Teams, where its settings are there. */
async function openTeams(parts: OpenChatsParts): Promise<Teams | null> {
  const { settings, config, clock, log, stores } = parts
  if (config.MicrosoftAppId === undefined && !config.TEAMS_PLAYGROUND) {
    log.info('Teams is off: MicrosoftAppId is not set')
    return null
  }
  const { createTeams } = await import('./teams/app.ts')
  return createTeams({
    ...shared(parts),
    posts: stores.posts('teams'),
    chats: stores.conversations('teams'),
    conversations: stores.teamsConversations,
    ownCards: ownRunCards({ ...settings, clock, find: stores.runs.find }),
  })
}

/** What each of them is made of. */
function shared({ settings, intake, stores, ...parts }: OpenChatsParts) {
  const accept: InboxStore['insert'] = (delivery, lane) =>
    intake.takeIn(() => stores.deliveries.insert(delivery, lane))
  return { ...parts, ...settings, accept, laneOf }
}
