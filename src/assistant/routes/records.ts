import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { escalationSchema, feedbackSchema, verifiedAnswerSchema } from '../../assistant-api.ts'
import type { AssistantDb } from '../../db.ts'
import { putEscalation, putFeedback } from '../store.ts'
import { putVerifiedAnswer } from '../verified/store.ts'

const recordParams = z.object({ id: z.string().min(1).max(200) })
const messageParams = z.object({ id: z.uuid() })
const nothing = z.undefined().describe('Kept, or already known in this or a newer version')

/** What is true in the bot's database and wanted here; each record may come late, twice or out of order. */
export function recordRoutes({ db }: { db: AssistantDb }): FastifyPluginAsyncZod {
  return async (server) => {
    server.put(
      '/api/ai/escalations/:id',
      {
        schema: {
          summary: 'Keep the record of a case, by id and version',
          tags: ['records'],
          params: recordParams,
          body: escalationSchema,
          response: { 204: nothing },
        },
      },
      async (request, reply) => {
        await putEscalation(db, request.params.id, request.body)
        return reply.status(204).send()
      },
    )
    server.put(
      '/api/ai/messages/:id/feedback',
      {
        schema: {
          summary: "Keep somebody's rating of an answer, by version",
          tags: ['records'],
          params: messageParams,
          body: feedbackSchema,
          response: { 204: nothing },
        },
      },
      async (request, reply) => {
        await putFeedback(db, request.params.id, request.body)
        return reply.status(204).send()
      },
    )
    server.put(
      '/api/ai/verified-answers/:id',
      {
        schema: {
          summary: 'Keep an answer that a person wrote and another approved, by id and version',
          tags: ['records'],
          params: recordParams,
          body: verifiedAnswerSchema,
          response: { 204: nothing },
        },
      },
      async (request, reply) => {
        await putVerifiedAnswer(db, request.params.id, request.body)
        return reply.status(204).send()
      },
    )
  }
}
