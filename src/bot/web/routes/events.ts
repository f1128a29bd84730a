import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Entry } from '../api.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { personOf } from '../identity.ts'
import { idSchema, parse } from '../parse.ts'
import { noConversation } from '../store.ts'

const paramsSchema = z.object({ id: idSchema })
const version = z.coerce.number({ error: 'must be a version' }).int().min(0).max(Number.MAX_SAFE_INTEGER)
const positionSchema = z.object({ after: version.default(0), lastEventId: version.optional() })

const heartbeatMs = 15_000
const entriesAtOnce = 200

/** A conversation's entries as they come and change, read from the database: any copy of the bot can tell. */
export function addEventRoutes(server: FastifyInstance, collaborators: WebCollaborators): void {
  const { store, changes, people } = collaborators
  const open = new Set<() => void>()
  server.addHook('preClose', async () => {
    for (const close of open) close()
  })

  server.get('/api/conversations/:id/events', async (request, reply) => {
    const person = personOf(request)
    const { id } = parse(paramsSchema, request.params)
    const { after, lastEventId } = parse(positionSchema, {
      ...(request.query as object),
      lastEventId: request.headers['last-event-id'],
    })
    if ((await store.conversation(id, person.id)) === null) throw noConversation()

    reply.hijack()
    const line = openLine(reply.raw, reply.getHeaders())
    const bell = createBell()
    const unsubscribe = changes.subscribe(id, bell.ring)
    const heartbeat = setInterval(() => void line.send('ping', '{}'), heartbeatMs)
    const close = () => {
      line.end()
      bell.ring()
    }
    open.add(close)
    reply.raw.on('close', close)
    try {
      let seen = lastEventId ?? after
      let isReady = false
      while (line.isOpen() && people().byId(person.id) !== undefined) {
        const entries = await store.entriesAfter(id, seen, entriesAtOnce)
        for (const entry of entries) seen = await tell(line, entry)
        if (entries.length === entriesAtOnce) continue
        if (!isReady) await line.send('ready', '{}')
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
  })
}

async function tell(line: Line, entry: Entry): Promise<number> {
  await line.send('entry', JSON.stringify(entry), entry.version)
  return entry.version
}

interface Line {
  /** Resolves when the other end has room for more. */
  send(event: string, data: string, id?: number): Promise<void>
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
      if (raw.write(`${head}event: ${event}\ndata: ${data}\n\n`)) return
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
