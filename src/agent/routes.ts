import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  agentPaths,
  operationCallSchema,
  operationIdSchema,
  operationSchema,
  type ReadVerb,
  readVerbs,
  stagedHandleSchema,
  stagedValueSchema,
} from '../agent-api.ts'
import { UserError } from '../errors.ts'
import { allow } from './allow.ts'
import { inTime } from './in-time.ts'
import type { Operations } from './operations.ts'
import { reading, type VerbParts } from './verbs.ts'

const params = z.strictObject({ id: operationIdSchema })
const handleParams = z.strictObject({ handle: stagedHandleSchema })
const healthSchema = z.object({ status: z.literal('ok') })

/** The agent's API. */
export function routes(parts: VerbParts, operations: Operations): FastifyPluginAsyncZod {
  return async (server) => {
    server.get(agentPaths.health, { schema: { response: { 200: healthSchema } } }, async () => ({
      status: 'ok' as const,
    }))
    for (const verb of Object.keys(readVerbs) as ReadVerb[]) await server.register(readRoute(parts, verb))
    const schema = { params, response: { 200: operationSchema } }
    server.put('/operations/:id', { schema: { ...schema, body: operationCallSchema } }, async (request) =>
      operations.begin(request.params.id, request.body, request.subject),
    )
    server.get('/operations/:id', { schema }, async ({ params: { id } }) => {
      const operation = operations.find(id)
      if (operation !== undefined) return operation
      throw new UserError('no_such_operation', `The operation ${id} was never begun.`, { status: 404 })
    })
    server.put(
      '/staged/:handle',
      { schema: { params: handleParams, body: stagedValueSchema, response: { 204: z.null() } } },
      async ({ params: { handle }, body }, reply) => {
        await parts.settings.stage(handle, body)
        return reply.status(204).send(null)
      },
    )
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
