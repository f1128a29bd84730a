import type { FastifyBaseLogger, FastifyError, FastifyInstance } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { type ApiError, requestIdHeader } from '../assistant-api.ts'
import { UserError } from '../errors.ts'

/** Whether an error says that the database cannot be reached. */
export type IsUnreachable = (error: unknown) => boolean

/** What was thrown, as what the caller is told; undefined for a bug. */
export type ExplainError = (error: unknown) => UserError | undefined

/** Seconds after which a refused call is worth repeating, by error code. */
const retryAfter: Record<string, number> = { database_down: 5, stopping: 2 }

/** The sentences for what Fastify itself refuses. */
const frameworkSentences: Record<string, string> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty; it must be JSON.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'This content type is not taken here; send application/json.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is too large.',
  FST_ERR_BAD_URL: 'The address is not valid.',
}

/** Turns what was thrown into a UserError where it is not a bug. */
export function errorExplainer(isUnreachable: IsUnreachable): ExplainError {
  return (error) => {
    if (error instanceof UserError) return error
    if (hasZodFastifySchemaValidationErrors(error)) return validationError(error)
    if (isUnreachable(error)) return databaseDown(error)
    if (isClientError(error)) {
      const message = frameworkSentences[error.code] ?? error.message
      return new UserError('bad_request', message, { status: error.statusCode, cause: error })
    }
    return undefined
  }
}

/** The body of a refusal; whatever is not explained is a bug, of which nothing inside is told. */
export function apiErrorOf(explained: UserError | undefined, requestId: string): ApiError {
  const { code, message, action } = explained ?? {
    code: 'went_wrong',
    message: 'Something went wrong in the assistant.',
    action: `Try again; if it happens again, report it with the id ${requestId}.`,
  }
  return { error: { code, message, ...(action === undefined ? {} : { action }), request_id: requestId } }
}

/** Answers every error and unknown address in the one form of refusals. */
export function answerErrors(server: FastifyInstance, explain: ExplainError): void {
  server.setErrorHandler((error, request, reply) => {
    const explained = explain(error)
    if (explained === undefined) request.log.error({ err: error }, 'request failed')
    else noteRefusal(request.log, explained, 'request refused')
    const wait = explained && retryAfter[explained.code]
    if (wait !== undefined) reply.header('retry-after', wait)
    if (explained?.status === 401) reply.header('www-authenticate', 'Bearer')
    return reply.status(explained?.status ?? 500).send(apiErrorOf(explained, request.id))
  })
  server.setNotFoundHandler((request, reply) => {
    const missing = new UserError('not_found', 'There is nothing at this address.', {
      action: 'See /docs for what there is.',
    })
    return reply.header(requestIdHeader, request.id).status(404).send(apiErrorOf(missing, request.id))
  })
}

/** What is no fault of the caller's is a warning, in words by which a review of the log knows its cause. */
export function noteRefusal(
  log: FastifyBaseLogger,
  { code, message, status }: UserError,
  what: string,
): void {
  if (status >= 500) log.warn({ code }, `${what}: ${message}`)
  else log.info({ code, reason: message }, what)
}

function databaseDown(cause: unknown): UserError {
  return new UserError('database_down', "The assistant's database cannot be reached.", {
    status: 503,
    action: 'Ask again in a minute; if it lasts, tell the person on call.',
    cause,
  })
}

function validationError(error: { validation: ValidationIssue[]; validationContext?: string }): UserError {
  const place = error.validationContext ?? 'body'
  const problems = error.validation.map((issue) => problemOf(issue, place))
  return new UserError('bad_request', `${problems.join('; ')}.`, {
    action: 'See /docs for what this call takes.',
  })
}

interface ValidationIssue {
  keyword: string
  instancePath: string
  message?: string | undefined
  params: Record<string, unknown>
}

function problemOf({ keyword, instancePath, message, params }: ValidationIssue, place: string): string {
  const keys = params['keys']
  if (keyword === 'unrecognized_keys' && Array.isArray(keys)) {
    return `${keys.map((key) => JSON.stringify(key).slice(0, 100)).join(', ')} is not a field of the ${place}`
  }
  const field = instancePath.replace(/^\//, '').replaceAll('/', '.')
  return `${field === '' ? `the ${place}` : field}: ${(message ?? 'is not valid').replace(/\.$/, '')}`
}

function isClientError(error: unknown): error is FastifyError & { statusCode: number } {
  if (!(error instanceof Error) || !('statusCode' in error)) return false
  return typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500
}
