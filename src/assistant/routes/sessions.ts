import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { chatModeSchema, sessionIdSchema } from '../../assistant-api.ts'
import type { AssistantDb } from '../../db.ts'
import { UserError } from '../../errors.ts'
import { notYourSession } from '../chat/session.ts'
import { findSession, lastMessages } from '../store.ts'

/** The most messages of a session that are shown: the last ones. */
const shown = 200

const messagesSchema = z.object({
  messages: z.array(
    z.object({
      message_id: z.uuid(),
      role: z.enum(['user', 'assistant']),
      content: z.string(),
      mode: chatModeSchema.nullable(),
      created_at: z.string(),
    }),
  ),
})

/** What was said in a session, for the caller whose session it is. */
export function sessionRoutes({ db }: { db: AssistantDb }): FastifyPluginAsyncZod {
  return async (server) => {
    server.get(
      '/api/ai/sessions/:id/messages',
      {
        schema: {
          summary: `The last ${shown} messages of a session of your own`,
          tags: ['chat'],
          params: z.object({ id: sessionIdSchema }),
          response: { 200: messagesSchema },
        },
      },
      async (request) => {
        const session = await findSession(db, request.params.id)
        if (session === null) {
          throw new UserError('not_found', 'There is no such session.', { status: 404 })
        }
        if (session.subject !== (request.caller?.subject ?? null)) throw notYourSession()
        const messages = await lastMessages(db, request.params.id, shown)
        return {
          messages: messages.map(({ messageId, role, content, mode, createdAt }) => ({
            message_id: messageId,
            role: role === 'user' ? ('user' as const) : ('assistant' as const),
            content,
            mode,
            created_at: createdAt.toISOString(),
          })),
        }
      },
    )
  }
}
