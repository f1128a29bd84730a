import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { UserError } from '../../errors.ts'
import { alonePolicy, noticePage } from './alone-page.ts'
import type { Refusal } from './api.ts'
import { isPageCall } from './page-call.ts'

/** The sentences for what Fastify itself refuses. */
const sentences: Record<string, string> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty; it must be JSON.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'This content type is not taken here; send application/json.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'This is too large.',
}

/** Answers every error in the one form of refusals; of a bug nothing inside is told. */
export function answerErrors(server: FastifyInstance, isUnreachable: (error: unknown) => boolean): void {
  server.setErrorHandler((error, request, reply) => {
    const refusal = explain(error, isUnreachable)
    if (refusal === undefined) request.log.error({ err: error }, 'request failed')
    else request.log.info({ code: refusal.code, reason: refusal.message }, 'request refused')
    return refuse(refusal ?? bug(request.id), request, reply.status(refusal?.status ?? 500))
  })
  server.setNotFoundHandler((request, reply) => {
    const missing = new UserError('not_found', 'There is nothing at this address.', {
      action: 'The chat is at /.',
    })
    return refuse(missing, request, reply.status(404))
  })
}

/** Refuses in the one form; where somebody waits for a page, as one. */
function refuse(
  refusal: Pick<UserError, 'code' | 'message' | 'action'>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (!isPageCall(request)) return reply.send(refusalOf(refusal, request.id))
  reply.header('content-security-policy', alonePolicy).type('text/html; charset=utf-8')
  return reply.send(noticePage('This did not work', [refusal.message, refusal.action]))
}

/** The form of a refusal. */
export function refusalOf(
  { code, message, action }: Pick<UserError, 'code' | 'message' | 'action'>,
  requestId: string,
): Refusal {
  return { error: { code, message, ...(action !== undefined && { action }), request_id: requestId } }
}

function explain(error: unknown, isUnreachable: (error: unknown) => boolean): UserError | undefined {
  if (error instanceof UserError) return error
  if (isUnreachable(error)) {
    return new UserError('database_down', "The bot's own database cannot be reached.", {
      status: 503,
      action: 'Try again in a minute; nothing that was accepted is lost.',
    })
  }
  if (!(error instanceof Error) || !('statusCode' in error) || Number(error.statusCode) >= 500)
    return undefined
  const code = 'code' in error ? String(error.code) : ''
  return new UserError('bad_request', sentences[code] ?? error.message, { status: Number(error.statusCode) })
}

function bug(requestId: string): Pick<UserError, 'code' | 'message' | 'action'> {
  return {
    code: 'went_wrong',
    message: 'Something went wrong.',
    action: `Try again; if it happens again, report it with the id ${requestId}.`,
  }
}
