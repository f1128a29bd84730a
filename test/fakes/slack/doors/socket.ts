import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as rest } from 'node:timers/promises'
import type { Attempt, Door, Kind, Try } from '../deliver.ts'
import type { World } from '../world.ts'
import { acceptSocket, type Socket } from './websocket.ts'

/** The connections of an app that has no address. */
export interface SocketDoor extends Door {
  /** Where the next connection may be opened; serves once. */
  address(): string
  /** Takes a request for a WebSocket. */
  accept(request: IncomingMessage, line: Duplex): void
  /** How many connections there are. */
  count(): number
  /** Whether Slack greets whoever connects; without it there is a line, but no connection yet. */
  greets: boolean
  /** Sends a text as it is over all connections. */
  sendText(text: string): void
  /** Tells the app to connect anew, as Slack does every few hours. */
  refresh(): void
  /** Cuts all connections. */
  cut(): void
  /** Waits a moment for those who are going, and cuts the others. */
  close(): Promise<void>
}

const types: Record<Kind, string> = {
  event: 'events_api',
  command: 'slash_commands',
  interaction: 'interactive',
}

interface Connection {
  socket: Socket
  /** Those who wait for an acknowledgement, by envelope. */
  waiting: Map<string, (attempt: Attempt) => void>
}

/** Socket Mode, by Slack's reference of it. */
export function socketDoor(world: World): SocketDoor {
  const tickets = new Set<string>()
  const connections = new Set<Connection>()
  const arrivals = new Set<() => void>()
  let turn = 0
  /** There was a connection, so there may be one again. */
  let isAwaited = false

  function next(): Connection | undefined {
    turn += 1
    return [...connections][turn % Math.max(1, connections.size)]
  }

  /** Waits until there is a connection again, or until it is too late. */
  async function connection(patienceMs: number): Promise<Connection | undefined> {
    if (connections.size > 0 || !isAwaited) return next()
    await new Promise<void>((resolve) => {
      arrivals.add(resolve)
      setTimeout(resolve, patienceMs).unref()
    })
    return next()
  }

  async function send(attempt: Try): Promise<Attempt> {
    const deadline = Date.now() + attempt.patienceMs
    for (;;) {
      const left = deadline - Date.now()
      const chosen = left > 0 ? await connection(left) : undefined
      if (chosen === undefined) return { error: 'connection_failed' }
      const answered = await over(chosen, attempt, deadline - Date.now())
      // What was sent over a connection that broke is sent over another one.
      if (answered.error !== 'connection_failed') return answered
    }
  }

  function wakeAll(): void {
    for (const arrive of arrivals) arrive()
    arrivals.clear()
  }

  function cut(): void {
    for (const { socket } of connections) socket.destroy()
  }

  function sendText(text: string): void {
    for (const { socket } of connections) socket.send(text)
  }

  const door: SocketDoor = {
    greets: true,
    sendText,
    send,
    address: () => {
      const ticket = crypto.randomUUID()
      tickets.add(ticket)
      return `${world.address.replace('http', 'ws')}/link?ticket=${ticket}&app_id=${world.app.id}`
    },
    accept: (request, line) => {
      const ticket = new URL(request.url ?? '', world.address).searchParams.get('ticket') ?? ''
      if (!tickets.delete(ticket)) return void line.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
      const waiting: Connection['waiting'] = new Map()
      const socket = acceptSocket(request, line, {
        text: (words) => acknowledge(waiting, words),
        closed: () => {
          connections.delete(one)
          for (const tell of waiting.values()) tell({ error: 'connection_failed' })
        },
      })
      const one: Connection = { socket, waiting }
      connections.add(one)
      isAwaited = true
      if (door.greets) socket.send(JSON.stringify(hello(world, connections.size)))
      wakeAll()
    },
    count: () => connections.size,
    refresh: () =>
      sendText(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} })),
    cut,
    close: async () => {
      for (let looks = 0; connections.size > 0 && looks < 20; looks += 1) await rest(10)
      isAwaited = false
      cut()
      wakeAll()
    },
  }
  return door
}

const hello = ({ app }: World, count: number) => ({
  type: 'hello',
  connection_info: { app_id: app.id },
  num_connections: count,
  debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: 18_060 },
})

function over({ socket, waiting }: Connection, attempt: Try, patienceMs: number): Promise<Attempt> {
  const { delivery, retry, reason } = attempt
  const id = crypto.randomUUID()
  return new Promise((resolve) => {
    const tell = (outcome: Attempt) => {
      clearTimeout(late)
      waiting.delete(id)
      resolve(outcome)
    }
    const late = setTimeout(() => tell({ error: 'http_timeout' }), patienceMs)
    waiting.set(id, tell)
    socket.send(
      JSON.stringify({
        envelope_id: id,
        type: types[delivery.kind],
        payload: delivery.body,
        accepts_response_payload: delivery.kind !== 'event',
        ...(delivery.kind === 'event' && { retry_attempt: retry, retry_reason: wordOf(reason) }),
      }),
    )
  })
}

/** Slack names the same reasons differently over Socket Mode. */
const wordOf = (reason: string | undefined): string =>
  reason === 'http_timeout' ? 'timeout' : (reason ?? '')

function acknowledge(waiting: Connection['waiting'], words: string): void {
  const { envelope_id: id, payload } = JSON.parse(words) as { envelope_id?: string; payload?: unknown }
  waiting.get(id ?? '')?.({ answer: payload })
}
