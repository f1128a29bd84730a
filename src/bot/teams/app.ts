import { setTimeout as rest } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Suggestions } from '../../assistant-api.ts'
import { type Config, publicUrl } from '../../config.ts'
import { clausesOf } from '../../oncall/clauses.ts'
import type { People } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { Card } from '../card.ts'
import type { ChatConversations } from '../chats/conversations-store.ts'
import { chatIntake, type IntakeParts } from '../chats/intake.ts'
import { withOpenLinks } from '../chats/open-links.ts'
import type { OwnCards } from '../chats/own-cards.ts'
import { sayUnable, type UnableParts } from '../chats/unable.ts'
import type { CitedLinks } from '../cited.ts'
import type { Platform } from '../platform.ts'
import { teamsAdapter } from './api/adapter.ts'
import { botConnector, type Connector } from './api/connector.ts'
import { botCredentials } from './api/credentials.ts'
import { isRefusedByEntra, refusedRemedy } from './api/refused.ts'
import type { TeamsConversations } from './conversations-store.ts'
import type { DialogParts } from './dialogs.ts'
import { addTeamsRoute } from './http.ts'
import { teamsMembers } from './members.ts'
import { teamsPlatform } from './platform.ts'
import { ownReaders } from './posting/readers.ts'
import { teamsReceive } from './receive.ts'
import { renderCard } from './render/card.ts'
import { plainText } from './render/plain.ts'

export interface TeamsParts
  extends Omit<IntakeParts, 'wakeInbox' | 'from'>,
    UnableParts,
    Pick<DialogParts, 'posts'> {
  config: Config
  runbook(): RunbookSettings
  /** What the manuals offer to choose from. */
  suggestions(): Promise<Suggestions>
  people(): People
  /** Posts that some see otherwise than all others do. */
  ownCards: OwnCards
  /** What the bot heard in Teams. */
  chats: ChatConversations
  /** How its conversations are reached. */
  conversations: TeamsConversations
  /** Links that open without signing in; null where there is no key to sign them. */
  cited: CitedLinks | null
}

/** Teams, as the bot's composition root sees it. */
export interface Teams {
  platform: Platform
  addRoutes(server: FastifyInstance): void
  /** Gets its token, in its own time; from then on `wakeInbox` is told of what came in. */
  start(wakeInbox: IntakeParts['wakeInbox']): void
  stop(): Promise<void>
}

/**
 * Puts the parts of Teams together; nothing is asked of Microsoft yet.
 * @throws UserError where the settings are not enough.
 */
export function createTeams(parts: TeamsParts): Teams {
  const { config, clock, log, posts, chats, conversations } = parts
  const { MicrosoftAppId: appId, MicrosoftAppTenantId: tenantId } = config
  const credentials = botCredentials(config, clock)
  const own = credentials === null ? {} : { appId, tenantId }
  const connector = botConnector(credentials)
  const adapter = teamsAdapter(config, credentials)
  let wakeInbox: IntakeParts['wakeInbox'] = () => {}
  const intake = chatIntake({ ...parts, from: 'Teams', wakeInbox: (lane) => wakeInbox(lane) })
  const links = { baseUrl: publicUrl(config) }
  const reach = { connector, conversations, appId: own.appId, tenantId: own.tenantId }
  const members = teamsMembers({
    connector,
    clock,
    tenantId: own.tenantId,
    tenantIsStaff: config.TEAMS_TENANT_IS_STAFF,
  })
  const render = (card: Card, key: string) => renderCard(withOpenLinks(card, parts.cited), key, links)
  const connection = staysConnected(connector, parts)
  const receive = teamsReceive({
    ...{ connector, conversations, posts, intake, log, members, render },
    people: parts.people,
    ownCards: parts.ownCards,
    offers: async () => ({ ...(await parts.suggestions()), clauses: clausesOf(parts.runbook()) }),
    memory: chats,
    isVerified: credentials !== null,
    unable: sayUnable(parts),
  })
  return {
    platform: teamsPlatform({
      ...{ ...reach, config, clock, log, posts, chats, members, render },
      people: parts.people,
      isConnected: connection.isConnected,
      readersOf: ownReaders({ ...reach, clock, log, ownCards: parts.ownCards }),
      plain: (card: Card) => plainText(withOpenLinks(card, parts.cited), links),
    }),
    addRoutes: (server) => addTeamsRoute(server, { adapter, receive, tenantId: own.tenantId }),
    start: (wake) => {
      wakeInbox = wake
      connection.start()
    },
    stop: connection.stop,
  }
}

/** How long after a try to get a token the next one may begin, in milliseconds, by the failures so far. */
const retryRest = (failures: number) => Math.min(500 * 2 ** failures, 60_000)

/** Gets a token, and tries for as long as it takes: that is all there is of a connection with Teams. */
function staysConnected(connector: Connector, { log }: Pick<TeamsParts, 'log'>) {
  const stopping = new AbortController()
  let isConnected = false

  async function connect(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; failures += 1) {
      try {
        await connector.checkToken()
        isConnected = true
        return log.info('connected with Teams')
      } catch (error) {
        log.error(
          { err: error },
          `no token for Teams. ${isRefusedByEntra(error) ? refusedRemedy : 'It is tried again.'}`,
        )
        await rest(retryRest(failures), undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }

  let connecting = Promise.resolve()
  return {
    isConnected: () => isConnected,
    start: () => {
      connecting = connect()
    },
    stop: async () => {
      stopping.abort()
      await connecting
      isConnected = false
    },
  }
}
