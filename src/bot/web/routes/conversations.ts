import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { chatRequestSchema, machineModelSchema } from '../../../assistant-api.ts'
import { shorten } from '../../../shorten.ts'
import { withoutSecrets } from '../../chat-secrets.ts'
import type { Delivery, Inbound } from '../../platform.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { type Identity, identityIn, personOf } from '../identity.ts'
import { idSchema, longLineSchema, parse } from '../parse.ts'
import { web } from '../platform.ts'
import { noConversation } from '../store.ts'
import { originOf } from '../tenant-members.ts'

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
  input: longLineSchema.optional(),
})
const titleLength = 60

/** What people send: stored under its key, then acknowledged. */
export function addConversationRoutes(server: FastifyInstance, collaborators: WebCollaborators): void {
  const { store, clock, laneOf } = collaborators

  const deliver = (
    key: string,
    thread: string,
    { person, verified }: Identity,
    requestId: string,
    inbound: Inbound,
  ): Delivery => ({
    key: `${web}:${key}`,
    place: { platform: web, thread },
    personId: person.id,
    ...originOf(person),
    verified,
    requestId,
    inbound,
    receivedAt: clock.now(),
  })

  server.get('/api/conversations', async (request) => ({
    conversations: await store.conversations(personOf(request).id),
  }))

  server.post('/api/conversations/:id/messages', async (request, reply) => {
    const identity = identityIn(request)
    const { id } = parse(paramsSchema, request.params)
    const { key, text: written, machineModel } = parse(messageSchema, request.body)
    const text = withoutSecrets(written)
    const inbound: Inbound = { kind: 'message', text, ...(machineModel !== undefined && { machineModel }) }
    const lane = laneOf(inbound)
    const conversation = await store.accept({
      conversationId: id,
      personId: identity.person.id,
      key,
      text,
      title: shorten(text, titleLength),
      machineModel: machineModel ?? null,
      delivery: deliver(key, id, identity, request.id, inbound),
      lane,
    })
    request.log.info({ conversation: id, message: key }, 'message accepted')
    collaborators.wakeInbox(lane)
    return reply.status(202).send(conversation)
  })

  server.post('/api/conversations/:id/clicks', async (request, reply) => {
    const identity = identityIn(request)
    const { id } = parse(paramsSchema, request.params)
    const { key, entryId, action, value, input } = parse(clickSchema, request.body)
    if ((await store.conversation(id, identity.person.id)) === null) throw noConversation()
    const inbound: Inbound = {
      kind: 'click',
      action,
      value,
      postKey: entryId,
      ...(input !== undefined && { input }),
    }
    const lane = laneOf(inbound)
    await collaborators.accept(deliver(key, id, identity, request.id, inbound), lane)
    request.log.info({ conversation: id, click: key, action }, 'click accepted')
    collaborators.wakeInbox(lane)
    return reply.status(202).send({})
  })
}
