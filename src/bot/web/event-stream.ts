import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Changes, Topic } from './changes.ts'
import { type Identity, identityIn } from './identity.ts'

/** A line to a page, on which events are told as they come. */
export interface EventLine {
  /** Resolves when the other end has room for more. */
  send(event: string, data: object, id?: number): Promise<void>
}

/**
 * Streams of server-sent events: `tell` sends what is new since it was called last and says whether there is
 * more; it is called again on every change of the topic. Event `ready` follows once all that stood there has
 * been sent, `ping` keeps the line open.
 */
export type OpenStream = (
  request: FastifyRequest,
  reply: FastifyReply,
  topic: Topic,
  tell: (line: EventLine) => Promise<boolean>,
) => Promise<void>

const heartbeatMs = 15_000

/** Opens streams that end with the server, and soon after the identity that opened them no longer stands. */
export function eventStreams(
  server: FastifyInstance,
  changes: Changes,
  stands: (identity: Identity) => Promise<boolean>,
): OpenStream {
  const open = new Set<() => void>()
  server.addHook('preClose', async () => {
    for (const close of open) close()
  })

  return async (request, reply, topic, tell) => {
    const identity = identityIn(request)
    reply.hijack()
    const line = openLine(reply.raw, reply.getHeaders())
    const bell = createBell()
    const unsubscribe = changes.subscribe(topic, bell.ring)
    const heartbeat = setInterval(() => {
      void line.send('ping', {})
      bell.ring()
    }, heartbeatMs)
    const close = () => {
      line.end()
      bell.ring()
    }
    open.add(close)
    reply.raw.on('close', close)
    try {
      let isReady = false
      while (line.isOpen() && (await stands(identity))) {
        if (await tell(line)) continue
        if (!isReady) await line.send('ready', {})
        isReady = true
        await bell.heard()
      }
    } catch (error) {
      request.log.warn({ err: error }, 'event stream broke off; the page will open it again')
    } finally {
      clearInterval(heartbeat)
      unsubscribe()
      open.delete(close)
      line.end()
    }
  }
}

interface Line extends EventLine {
  isOpen(): boolean
  end(): void
}

function openLine(raw: ServerResponse, headers: Record<string, unknown>): Line {
  for (const [name, value] of Object.entries(headers)) raw.setHeader(name, String(value))
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
  raw.flushHeaders()
  const isOpen = () => !raw.writableEnded && !raw.destroyed
  return {
    isOpen,
    send: async (event, data, id) => {
      if (!isOpen()) return
      const head = id === undefined ? '' : `id: ${id}\n`
      if (raw.write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) return
      await new Promise<void>((resolve) => {
        raw.once('drain', resolve)
        raw.once('close', resolve)
      })
    },
    end: () => void raw.end(),
  }
}

/** Rings are not lost: one that came while nobody waited ends the next wait at once. */
function createBell(): { ring(): void; heard(): Promise<void> } {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring: () => {
      rung = true
      wake?.()
    },
    heard: async () => {
      if (!rung) await new Promise<void>((resolve) => (wake = resolve))
      rung = false
    },
  }
}
