import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type ChatAnswer, chatAnswerSchema, chatRequestSchema } from '../../assistant-api.ts'
import { UserError } from '../../errors.ts'
import type { Take } from '../../rate-limit.ts'
import { awaitClaim } from '../chat/claim.ts'
import { type ConversationParts, converse, type Opened, openQuestion } from '../chat/converse.ts'
import { type Emit, openEventStream } from '../event-stream.ts'
import { apiErrorOf, type ExplainError, noteRefusal } from '../refusals.ts'

export interface ChatParts extends ConversationParts {
  limit: Take
  perMinute: number
  explain: ExplainError
  /** Fires when the process is told to stop. */
  stopping: AbortSignal
}

const headersSchema = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x20-\x7e]{1,200}$/, { error: 'must be 1 to 200 plain characters' })
    .optional(),
})

/** Questions and their answers, as JSON or as server-sent events. */
export function chatRoutes(parts: ChatParts): FastifyPluginAsyncZod {
  return async (server) => {
    server.post(
      '/api/ai/chat',
      {
        schema: {
          summary: 'Ask a question; as server-sent events with Accept: text/event-stream',
          description:
            'Events: status, delta (checked text), replace (the whole text so far), citations, done (the answer), error. ' +
            'The same Idempotency-Key in the same session gets the stored answer.',
          tags: ['chat'],
          headers: headersSchema,
          body: chatRequestSchema,
          response: { 200: chatAnswerSchema },
        },
      },
      async (request, reply) => {
        const { log } = request
        const signal = AbortSignal.any([parts.stopping, goneSignal(reply)])
        const opened = await openLimited(request, reply, { ...parts, log })
        if (!/\btext\/event-stream\b/.test(request.headers.accept ?? '')) {
          return await finish(opened, () => {}, signal, { ...parts, log })
        }
        await streamAnswer(opened, request, reply, signal, { ...parts, log })
        return reply
      },
    )
  }
}

type ChatCall = FastifyRequest<{ Body: z.output<typeof chatRequestSchema> }>

async function openLimited(request: ChatCall, reply: FastifyReply, parts: ChatParts): Promise<Opened> {
  const wait = await parts.limit(request.caller?.subject ?? `local ${request.ip}`)
  if (wait > 0) {
    reply.header('retry-after', wait)
    throw new UserError('too_many_questions', `That was question ${parts.perMinute + 1} within a minute.`, {
      status: 429,
      action: `Ask again in ${wait} s.`,
    })
  }
  const key = request.headers['idempotency-key']
  const call = {
    request: request.body,
    caller: request.caller,
    idempotencyKey: typeof key === 'string' ? key : null,
    requestId: request.id,
  }
  return await openQuestion(call, parts)
}

async function finish(
  opened: Opened,
  emit: Emit,
  signal: AbortSignal,
  parts: ChatParts,
): Promise<ChatAnswer> {
  try {
    const claim = opened.claim.kind === 'busy' ? await awaitClaim(opened.asked, parts, signal) : opened.claim
    if (claim.kind === 'ours') return await converse(opened, claim.question, emit, signal, parts)
    emit('replace', { text: claim.answer.answer })
    emit('citations', { citations: claim.answer.citations })
    return claim.answer
  } catch (error) {
    const cause = signal.aborted ? signal.reason : error
    parts.metrics.chatErrors.inc({ cause: parts.explain(cause)?.code ?? 'bug' })
    throw cause
  }
}

async function streamAnswer(
  opened: Opened,
  request: FastifyRequest,
  reply: FastifyReply,
  signal: AbortSignal,
  parts: ChatParts,
): Promise<void> {
  const stream = openEventStream(reply)
  try {
    stream.send('done', await finish(opened, stream.send, signal, parts))
  } catch (error) {
    const explained = parts.explain(error)
    if (explained === undefined) request.log.error({ err: error }, 'answer failed')
    else noteRefusal(request.log, explained, 'answer refused')
    stream.send('error', apiErrorOf(explained, request.id).error)
  } finally {
    stream.end()
  }
}

/** Fires when the asker goes away before the answer is out. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished)
      gone.abort(new UserError('client_gone', 'The asker went away.', { status: 499 }))
  })
  return gone.signal
}
