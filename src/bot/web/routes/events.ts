import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { WebCollaborators } from '../collaborators.ts'
import type { OpenStream } from '../event-stream.ts'
import { personOf } from '../identity.ts'
import { idSchema, parse } from '../parse.ts'
import { changesChannel, noConversation } from '../store.ts'

const paramsSchema = z.object({ id: idSchema })
const version = z.coerce.number({ error: 'must be a version' }).int().min(0).max(Number.MAX_SAFE_INTEGER)
const positionSchema = z.object({ after: version.default(0), lastEventId: version.optional() })

const entriesAtOnce = 200

/** A conversation's entries as they come and change, read from the database: any copy of the bot can tell. */
export function addEventRoutes(
  server: FastifyInstance,
  { store }: WebCollaborators,
  openStream: OpenStream,
): void {
  server.get('/api/conversations/:id/events', async (request, reply) => {
    const person = personOf(request)
    const { id } = parse(paramsSchema, request.params)
    const { after, lastEventId } = parse(positionSchema, {
      ...(request.query as object),
      lastEventId: request.headers['last-event-id'],
    })
    if ((await store.conversation(id, person.id)) === null) throw noConversation()
    let seen = lastEventId ?? after
    await openStream(request, reply, { channel: changesChannel, payload: id }, async (line) => {
      const entries = await store.entriesAfter(id, seen, entriesAtOnce)
      for (const entry of entries) {
        await line.send('entry', entry, entry.version)
        seen = entry.version
      }
      return entries.length === entriesAtOnce
    })
  })
}
