import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { chatRequestSchema, machineModelSchema } from '../../../assistant-api.ts'
import type { Person } from '../../../people.ts'
import { shorten } from '../../cards/shorten.ts'
import type { Delivery, Inbound } from '../../platform.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { personOf } from '../identity.ts'
import { idSchema, lineSchema, parse } from '../parse.ts'
import { web } from '../platform.ts'
import { noConversation } from '../store.ts'

const paramsSchema = z.object({ id: idSchema })
const messageSchema = z.strictObject({
  key: idSchema,
  text: chatRequestSchema.shape.message,
  machineModel: machineModelSchema.optional(),
})
const clickSchema = z.strictObject({
  key: idSchema,
  entryId: z.string().min(1).max(200),
  action: z.string().min(1).max(50),
  value: z.string().max(4_000),
  input: lineSchema.optional(),
})
const titleLength = 60

/** What people send: stored under its key, then acknowledged. */
export function addConversationRoutes(server: FastifyInstance, collaborators: WebCollaborators): void {
  const { store, clock, laneOf } = collaborators

  const deliver = (
    key: string,
    thread: string,
    person: Person,
    requestId: string,
    inbound: Inbound,
  ): Delivery => ({
    key: `${web}:${key}`,
    place: { platform: web, thread },
    personId: person.id,
    // The demo's switcher proves nothing.
    verified: false,
    requestId,
    inbound,
    receivedAt: clock.now(),
  })

  server.get('/api/conversations', async (request) => ({
    conversations: await store.conversations(personOf(request).id),
  }))

  server.post('/api/conversations/:id/messages', async (request, reply) => {
    const person = personOf(request)
    const { id } = parse(paramsSchema, request.params)
    const { key, text, machineModel } = parse(messageSchema, request.body)
    const inbound: Inbound = { kind: 'message', text, ...(machineModel !== undefined && { machineModel }) }
    const lane = laneOf(inbound)
    const conversation = await store.accept({
      conversationId: id,
      personId: person.id,
      key,
      text,
      title: shorten(text, titleLength),
      machineModel: machineModel ?? null,
      delivery: deliver(key, id, person, request.id, inbound),
      lane,
    })
    request.log.info({ conversation: id, message: key }, 'message accepted')
    collaborators.wakeInbox(lane)
    return reply.status(202).send(conversation)
  })

  server.post('/api/conversations/:id/clicks', async (request, reply) => {
    const person = personOf(request)
    const { id } = parse(paramsSchema, request.params)
    const { key, entryId, action, value, input } = parse(clickSchema, request.body)
    if ((await store.conversation(id, person.id)) === null) throw noConversation()
    const inbound: Inbound = {
      kind: 'click',
      action,
      value,
      postKey: entryId,
      ...(input !== undefined && { input }),
    }
    const lane = laneOf(inbound)
    await collaborators.accept(deliver(key, id, person, request.id, inbound), lane)
    request.log.info({ conversation: id, click: key, action }, 'click accepted')
    collaborators.wakeInbox(lane)
    return reply.status(202).send({})
  })
}
