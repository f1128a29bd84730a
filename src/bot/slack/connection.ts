import { setTimeout as rest } from 'node:timers/promises'
import { App, HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { Config } from '../../config.ts'
import { messageOf, UserError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { boltLogger } from './api/bolt-logger.ts'
import { apiUrl } from './api/client.ts'
import { tokenRemedy } from './api/remedies.ts'
import { type Self, whoAmI } from './api/self.ts'
import { holdAcks } from './hold-acks.ts'

/** Where Slack sends what people do, when it calls us. */
export const slackPath = '/slack/events'

export interface Connection {
  /** Who the bot is. @throws before the first connection. */
  self(): Self
  isConnected(): boolean
  /** Takes a request of Slack's; null where Slack does not call us. */
  http: HTTPReceiver | null
  /** Connects, and tries again for as long as it takes. */
  start(): void
  stop(): Promise<void>
}

export interface ConnectionParts {
  config: Config
  client: WebClient
  addListeners(app: App): void
  log: Logger
}

/** The rest before the next try to connect, in milliseconds, by the tries so far. */
const retryRest = (tries: number) => Math.min(1_000 * 2 ** tries, 60_000)

/**
 * The connection with Slack by Bolt: over Socket Mode with an app-level token, over HTTP with a signing secret, or both.
 * @throws UserError where neither is set.
 */
export function slackConnection({ config, client, addListeners, log }: ConnectionParts): Connection {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = config
  if (appToken === undefined && signingSecret === undefined) throw halfSet()
  const logger = boltLogger(log)
  const stopping = new AbortController()
  let known: Self | undefined
  let isConnected = false

  const self = (): Self => {
    if (known === undefined) throw new Error('not connected with Slack yet')
    return known
  }
  const appOver = (receiver: Receiver): App => {
    const authorize = async () => {
      const { botId, userId: botUserId, teamId } = self()
      return { botId, botUserId, teamId, ...(config.SLACK_BOT_TOKEN && { botToken: config.SLACK_BOT_TOKEN }) }
    }
    const app = new App({
      receiver: holdAcks(receiver),
      authorize,
      logger,
      convoStore: false,
      ...clientOptions(config),
    })
    addListeners(app)
    return app
  }
  const http =
    signingSecret === undefined ? null : new HTTPReceiver({ signingSecret, endpoints: [slackPath], logger })
  if (http !== null) appOver(http)
  const socket =
    appToken === undefined
      ? null
      : new SocketModeReceiver({ appToken, logger, installerOptions: clientOptions(config) })
  const socketApp = socket === null ? null : appOver(socket)

  async function connect(): Promise<void> {
    for (let tries = 0; !stopping.signal.aborted; tries += 1) {
      try {
        known = await whoAmI(client)
        await socketApp?.start()
        isConnected = true
        log.info(
          { team: known.teamId, over: socket === null ? 'HTTP' : 'Socket Mode' },
          'connected with Slack',
        )
        return
      } catch (error) {
        const remedy = tokenRemedy(error) ?? `It is tried again: ${messageOf(error)}`
        log.error({ err: error }, `no connection with Slack. ${remedy}`)
        await rest(retryRest(tries), undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }

  let connecting = Promise.resolve()
  return {
    self,
    isConnected: () => isConnected,
    http,
    start: () => {
      connecting = connect()
    },
    stop: async () => {
      stopping.abort()
      await connecting
      if (isConnected) await socketApp?.stop()
      isConnected = false
    },
  }
}

function clientOptions(config: Config): { clientOptions?: { slackApiUrl: string } } {
  const { slackApiUrl } = apiUrl(config)
  return slackApiUrl === undefined ? {} : { clientOptions: { slackApiUrl } }
}

function halfSet(): UserError {
  return new UserError('half_set', 'SLACK_BOT_TOKEN is set, but nothing says how Slack reaches the bot.', {
    action: 'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
  })
}
