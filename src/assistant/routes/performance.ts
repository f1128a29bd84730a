import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { performanceQuerySchema, performanceSchema } from '../../assistant-api.ts'
import type { AssistantDb } from '../../db.ts'
import { readPerformance } from '../performance-store.ts'

/** How the chat has been lately. */
export function performanceRoutes({ db }: { db: AssistantDb }): FastifyPluginAsyncZod {
  return async (server) => {
    server.get(
      '/api/ai/performance',
      {
        schema: {
          summary: 'Response times, failed requests, active sessions and tokens, over all copies',
          tags: ['status'],
          querystring: performanceQuerySchema,
          response: { 200: performanceSchema },
        },
      },
      async (request) => await readPerformance(db, request.query.time_zone),
    )
  }
}
