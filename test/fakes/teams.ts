import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestClock, testClock } from '../harness/clock.ts'
import { type Activities, teamsActivities } from './teams/activities.ts'
import { answerWith, sendAnswer } from './teams/answer.ts'
import type { Answering, Streaming } from './teams/api/operation.ts'
import { type ConnectorCall, serveConnector } from './teams/api/serve.ts'
import { type Clients, teamsClients } from './teams/clients.ts'
import { type Deliver, type Delivery, deliverer, type Patience } from './teams/deliver.ts'
import { type Faults, plannedFaults } from './teams/faults.ts'
import { teamsKeys } from './teams/keys.ts'
import { type BotTokens, botTokens } from './teams/login/bot-token.ts'
import { connectorMetadata } from './teams/login/metadata.ts'
import { serveLogin } from './teams/login/serve.ts'
import { entraSignIn, type SignIn } from './teams/login/sign-in.ts'
import { serveFile } from './teams/serve-file.ts'
import { emptyWorld, type World } from './teams/world.ts'

/** A Teams on loopback: its Connector, its sign-in, and what it sends to a bot. People act by `test/harness/teams.ts`. */
export interface TeamsServer {
  world: World
  clock: TestClock
  streaming: Streaming
  answering: Answering
  hearing: Hearing
  patience: Patience
  faults: Faults
  /** The bot's own tokens. */
  tokens: BotTokens
  /** Every request for tokens, as its form. */
  tokenRequests: Record<string, string>[]
  signIn: SignIn
  /** All calls of the Connector, oldest first. */
  calls: ConnectorCall[]
  /** All that was sent to the bot, oldest first. */
  deliveries: Delivery[]
  activities: Activities
  clients: Clients
  deliver: Deliver
  /** Calls the bot at these addresses (`…/api/messages`), in turn. */
  sendsTo(...addresses: string[]): void
  /** Does something while the bot goes on; `settled` and `stop` wait for it. */
  inBackground(work: Promise<unknown>): void
  /** Resolves when everything that was begun is delivered, or given up. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** What the bot hears of what is said among several people. */
export interface Hearing {
  /** `mentions`: what names it; `all`: everything, with the permission to read all messages. */
  hears: 'mentions' | 'all'
}

/** Starts a tenant with nobody in it. */
export async function startTeamsServer(): Promise<TeamsServer> {
  const clock = testClock()
  const world = emptyWorld(clock)
  const keys = await teamsKeys()
  const streaming: Streaming = { isAllowed: true, restMs: 1_000 }
  const answering: Answering = { withIds: true }
  const hearing: Hearing = { hears: 'mentions' }
  const patience: Patience = { messageMs: 15_000, invokeMs: 10_000 }
  const faults = plannedFaults()
  const tokens = botTokens(world, keys)
  const signIn = entraSignIn(world, keys)
  const tokenRequests: Record<string, string>[] = []
  const calls: ConnectorCall[] = []
  const deliveries: Delivery[] = []
  const addresses: string[] = []
  const running = new Set<Promise<unknown>>()
  const inBackground = (work: Promise<unknown>): void => {
    running.add(work)
    void work.finally(() => running.delete(work))
  }
  const activities = teamsActivities(world)
  const deliver = deliverer({ world, keys, addresses, patience, deliveries })
  const clients = teamsClients({ world, activities, deliver, inBackground })
  const connector = { world, streaming, answering, shown: clients.shown, tokens, faults, calls }
  const login = { world, keys, tokens, signIn, faults, tokenRequests }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', world.address)
    const [, place, name = '', ...rest] = pathname.split('/')
    if (place === 'connector') return await serveConnector(request, response, connector)
    if (place === 'login') return await serveLogin(request, response, login)
    if (place === 'files') return await serveFile(name, response, world, faults)
    const metadata = connectorMetadata(rest.join('/'), world, keys)
    if (place !== 'botframework' || metadata === undefined) return void response.writeHead(404).end()
    await answerWith(response, faults.next('metadata'), async () => ({ status: 200, body: metadata }))
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
      sendAnswer(response, { status: 500, body: { error: { code: 'ServiceError', message } } })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  world.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function settled(): Promise<void> {
    while (running.size > 0) await Promise.allSettled([...running])
  }
  return {
    world,
    clock,
    streaming,
    answering,
    hearing,
    patience,
    faults,
    tokens,
    tokenRequests,
    signIn,
    calls,
    deliveries,
    activities,
    clients,
    deliver,
    sendsTo: (...all) => void addresses.splice(0, addresses.length, ...all),
    inBackground,
    settled,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await settled()
    },
  }
}
