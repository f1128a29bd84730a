import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  agentPaths,
  operationCallSchema,
  operationIdSchema,
  operationSchema,
  type ReadVerb,
  readVerbs,
} from '../agent-api.ts'
import { UserError } from '../errors.ts'
import type { Operations } from './operations.ts'
import { allow, inTime, reading, type VerbParts } from './verbs.ts'

const params = z.strictObject({ id: operationIdSchema })
const healthSchema = z.object({ status: z.literal('ok') })

/** The agent's API. */
export function routes(parts: VerbParts, operations: Operations): FastifyPluginAsyncZod {
  return async (server) => {
    server.get(agentPaths.health, { schema: { response: { 200: healthSchema } } }, async () => ({
      status: 'ok' as const,
    }))
    await server.register(readRoute(parts, 'ps'))
    await server.register(readRoute(parts, 'probe'))
    await server.register(readRoute(parts, 'logs'))
    await server.register(readRoute(parts, 'stats'))
    const schema = { params, response: { 200: operationSchema } }
    server.put('/operations/:id', { schema: { ...schema, body: operationCallSchema } }, async (request) =>
      operations.begin(request.params.id, request.body, request.subject),
    )
    server.get('/operations/:id', { schema }, async ({ params: { id } }) => {
      const operation = operations.find(id)
      if (operation !== undefined) return operation
      throw new UserError('no_such_operation', `The operation ${id} was never begun.`, { status: 404 })
    })
  }
}

function readRoute<Verb extends ReadVerb>(parts: VerbParts, verb: Verb): FastifyPluginAsyncZod {
  const { request: body, response } = readVerbs[verb]
  return async (server) => {
    server.post(agentPaths.verb(verb), { schema: { body, response: { 200: response } } }, async (request) => {
      const { timeoutMs, work } = reading[verb]
      const wanted = request.body as Parameters<typeof work>[1]
      if ('service' in wanted) allow(parts, wanted.service)
      return inTime(timeoutMs, (signal) => work(parts, wanted as never, signal)) as never
    })
  }
}
