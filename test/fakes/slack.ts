import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestClock, testClock } from '../harness/clock.ts'
import type { Streaming } from './slack/api/method.ts'
import { type ApiCall, sendJson, serveCall } from './slack/api/serve.ts'
import { type Deliver, type Delivery, deliverer, type Patience } from './slack/deliver.ts'
import { httpDoor } from './slack/doors/http.ts'
import { type SocketDoor, socketDoor } from './slack/doors/socket.ts'
import { type Hearing, type SlackEvents, slackEvents } from './slack/events.ts'
import { type Faults, plannedFaults } from './slack/faults.ts'
import { type Interactions, slackInteractions } from './slack/interactions.ts'
import { type ResponseUrls, slackResponseUrls } from './slack/response-urls.ts'
import { serveFile } from './slack/serve-file.ts'
import { serveResponse } from './slack/serve-response.ts'
import { slackTriggers, type Triggers } from './slack/triggers.ts'
import { emptyWorld, type World } from './slack/world.ts'

/** A Slack on loopback: its Web API, and what it sends to an app. People act by `test/harness/slack.ts`. */
export interface SlackServer {
  world: World
  clock: TestClock
  /** For SLACK_API_URL. */
  apiUrl: string
  tokens: { bot: string; app: string }
  signingSecret: string
  /** What the app may do; take one away to see it refused. */
  scopes: Set<string>
  hearing: Hearing
  streaming: Streaming
  patience: Patience
  faults: Faults
  /** All calls of the Web API, oldest first. */
  calls: ApiCall[]
  /** All that was sent to the app, oldest first. */
  deliveries: Delivery[]
  events: SlackEvents
  interactions: Interactions
  triggers: Triggers
  responseUrls: ResponseUrls
  deliver: Deliver
  /** Connections of Socket Mode. */
  sockets: SocketDoor
  /** Calls the app at these addresses, in turn; without any, Socket Mode is used. */
  sendsTo(...addresses: string[]): void
  addresses(): readonly string[]
  /** Does something while the app goes on; `settled` and `stop` wait for it. */
  inBackground(work: Promise<unknown>): void
  /** Resolves when everything that was begun is delivered, or given up. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** How an app is installed. */
export interface Installation {
  scopes: string[]
  /** What it wants to hear: `app_mention`, `message.channels`. */
  events: string[]
}

/** Starts a workspace with nobody in it. */
export async function startSlackServer({
  scopes: granted,
  events: wanted,
}: Installation): Promise<SlackServer> {
  const clock = testClock()
  const world = emptyWorld(clock)
  const hearing: Hearing = { subscriptions: new Set(wanted), mentions: 'together', echoes: true }
  const streaming: Streaming = { isKnown: true, diesAfter: Number.POSITIVE_INFINITY }
  const patience: Patience = { answerMs: 3_000, retryRests: [10, 20, 50] }
  const tokens = { bot: 'xoxb-1700000000-fake', app: 'xapp-1-A0AUTOBOSS-1700000000-fake' }
  const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5'
  const scopes = new Set(granted)
  const faults = plannedFaults()
  const calls: ApiCall[] = []
  const deliveries: Delivery[] = []
  const stopping = new AbortController()
  const running = new Set<Promise<unknown>>()
  const addresses: string[] = []
  const sockets = socketDoor(world)
  const overHttp = httpDoor(signingSecret, addresses)

  const deliver = deliverer({
    door: () => (addresses.length > 0 ? overHttp : sockets),
    patience,
    deliveries,
    stopping: stopping.signal,
  })
  const inBackground = (work: Promise<unknown>): void => {
    running.add(work)
    void work.finally(() => running.delete(work))
  }
  const events = slackEvents({ world, hearing, scopes, deliver })
  const triggers = slackTriggers(world.ids, clock)
  const responseUrls = slackResponseUrls({ world, events, clock, inBackground })
  const interactions = slackInteractions({ world, triggers, responseUrls })
  const methodParts = { world, events, triggers, streaming, inBackground, socketAddress: sockets.address }
  const api = { ...methodParts, tokens, scopes, faults, calls }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', world.address)
    const [, place, name = '', ...rest] = pathname.split('/')
    if (place === 'api') return await serveCall(name, request, response, api)
    if (place === 'response') return await serveResponse(name, request, response, { responseUrls, faults })
    if (place === 'files-pri')
      return serveFile(`${name}/${rest.join('/')}`, request, response, { world, tokens, faults })
    response.writeHead(404).end()
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      sendJson(response, 500, { ok: false, error: 'internal_error', reason: String(error) })
    })
  })
  server.on('upgrade', (request, line) => sockets.accept(request, line))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  world.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function settled(): Promise<void> {
    while (running.size > 0) await Promise.allSettled([...running])
  }

  return {
    world,
    clock,
    apiUrl: `${world.address}/api/`,
    tokens,
    signingSecret,
    scopes,
    hearing,
    streaming,
    patience,
    faults,
    calls,
    deliveries,
    events,
    interactions,
    triggers,
    responseUrls,
    deliver,
    sockets,
    sendsTo: (...all) => void addresses.splice(0, addresses.length, ...all),
    addresses: () => addresses,
    inBackground,
    settled,
    stop: async () => {
      stopping.abort()
      await sockets.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await settled()
    },
  }
}
