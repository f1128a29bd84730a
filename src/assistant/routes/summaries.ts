import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { summaryRequestSchema, summarySchema } from '../../assistant-api.ts'
import type { AskModel } from '../llm/chat-model.ts'
import { summarise } from '../summary/write.ts'

export interface SummaryParts {
  /** Absent: there is no model. */
  ask: AskModel | undefined
  stopping: AbortSignal
}

/** What a case is about, in a few sentences. */
export function summaryRoutes({ ask, stopping }: SummaryParts): FastifyPluginAsyncZod {
  return async (server) => {
    server.post(
      '/api/ai/summaries',
      {
        schema: {
          summary: 'Have a model write in two or three sentences what a case is about; null where none does',
          tags: ['records'],
          body: summaryRequestSchema,
          response: { 200: summarySchema },
        },
      },
      async (request) => {
        if (ask === undefined) return { summary: null }
        const { summary, why } = await summarise(request.body, ask, stopping)
        if (summary === null) request.log.info({ why }, 'no summary')
        return { summary }
      },
    )
  }
}
