import { setTimeout as rest } from 'node:timers/promises'
import { App, HTTPReceiver, type Receiver } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { Config } from '../../config.ts'
import { messageOf, UserError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { boltLogger } from './api/bolt-logger.ts'
import { apiUrl } from './api/client.ts'
import { tokenRemedy } from './api/remedies.ts'
import { NotConnected, type Self, whoAmI } from './api/self.ts'
import { holdAcks } from './hold-acks.ts'
import { holdSocket, socketReceiver } from './socket.ts'

/** Where Slack sends what people do, when it calls us. */
export const slackPath = '/slack/events'

export interface Connection {
  /** Who the bot is. @throws before the first connection. */
  self(): Self
  /** Whether Slack reaches the bot, as far as the bot can know. */
  isConnected(): boolean
  /** Whether the bot knows who it is, and takes what comes over HTTP. */
  isReady(): boolean
  /** Takes a request of Slack's; null where Slack does not call us. */
  http: HTTPReceiver | null
  /** Connects, and tries again for as long as it takes; anew where the connection ends. */
  start(): void
  /** Ends the connection, in a second at most. */
  stop(): Promise<void>
}

export interface ConnectionParts {
  config: Config
  client: WebClient
  addListeners(app: App): void
  log: Logger
}

/** How long after a try to connect the next one may begin, in milliseconds, by the failures so far. */
const retryRest = (failures: number) => Math.min(500 * 2 ** failures, 60_000)
/** How long a stop waits at most, in milliseconds. */
const stopMs = 1_000

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
    if (known === undefined) throw new NotConnected()
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
      clientOptions: apiUrl(config),
    })
    addListeners(app)
    return app
  }
  const http =
    signingSecret === undefined ? null : new HTTPReceiver({ signingSecret, endpoints: [slackPath], logger })
  if (http !== null) appOver(http)

  const opened = (over: string): void => {
    isConnected = true
    log.info({ team: self().teamId, over }, 'connected with Slack')
  }
  async function connectOverSocket(token: string): Promise<void> {
    const receiver = socketReceiver(token, config, log)
    appOver(receiver)
    await holdSocket(receiver, () => opened('Socket Mode'), stopping.signal)
    if (!stopping.signal.aborted) log.info('the connection with Slack ended; another one is opened')
  }

  /** Connects, over Socket Mode for as long as the connection lasts. @returns whether that went well. */
  async function connect(): Promise<boolean> {
    try {
      known = await whoAmI(client)
      stopping.signal.throwIfAborted()
      if (appToken === undefined) opened('HTTP')
      else await connectOverSocket(appToken)
      return true
    } catch (error) {
      if (!stopping.signal.aborted) log.error({ err: error }, `no connection with Slack. ${remedyOf(error)}`)
      return false
    }
  }

  async function stayConnected(): Promise<void> {
    let failures = 0
    while (!stopping.signal.aborted) {
      const begunAt = Date.now()
      failures = (await connect()) ? 0 : failures + 1
      // HTTP has no connection that could end.
      if (isConnected && appToken === undefined) return
      isConnected = false
      const left = Math.max(0, retryRest(failures) - (Date.now() - begunAt))
      await rest(left, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  let connecting = Promise.resolve()
  return {
    self,
    isConnected: () => isConnected,
    isReady: () => known !== undefined,
    http,
    start: () => {
      connecting = stayConnected()
    },
    stop: async () => {
      stopping.abort()
      await Promise.race([connecting, rest(stopMs, undefined, { ref: false })])
      isConnected = false
    },
  }
}

function remedyOf(error: unknown): string {
  if (error instanceof UserError) return `${error.message} ${error.action}`
  return tokenRemedy(error) ?? `It is tried again: ${messageOf(error)}`
}

function halfSet(): UserError {
  return new UserError('half_set', 'SLACK_BOT_TOKEN is set, but nothing says how Slack reaches the bot.', {
    action: 'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
  })
}
