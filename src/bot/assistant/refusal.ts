import { type ApiError, apiErrorSchema } from '../../assistant-api.ts'
import { UserError } from '../../errors.ts'

/** Answers of these kinds pass: the service, or what it stands on, is not there or not done. */
const awayStatuses = new Set([409, 502, 503, 504])

/** Refusals of these kinds pass too, also in the middle of an answer. */
const awayCodes = new Set(['database_down', 'stopping', 'still_answering'])

/** Where nothing is known but that nothing came. */
const silent = 'The service does not answer now; it may be restarting.'

/** The assistant cannot be reached, or cannot serve, for now. */
export function away(cause: unknown, message = silent): UserError {
  return new UserError('assistant_away', message, { status: 503, action: 'Try again in a minute.', cause })
}

/** Whether an error says that the assistant cannot be reached, or cannot serve, for now. */
export function isAway(error: unknown): boolean {
  return error instanceof UserError && error.code === 'assistant_away'
}

/** Why the assistant is away, as far as it said so itself. */
export function reasonIn({ message }: UserError): string | null {
  return message === silent ? null : message
}

/** What an answer that is no success says. */
export async function refusalOf(response: Response): Promise<UserError> {
  const text = await response.text().catch(() => '')
  const parsed = apiErrorSchema.safeParse(parseJson(text))
  const said = parsed.success ? parsed.data.error : undefined
  if (awayStatuses.has(response.status)) return away(new Error(text), said?.message)
  if (said !== undefined) return refusalFrom(said, response.status)
  const message = `The assistant answered ${response.status}.`
  return new UserError('assistant_failed', message, { status: response.status, action: 'Try again.' })
}

/** What the assistant says went wrong. */
export function refusalFrom({ code, message, action }: ApiError['error'], status = 500): UserError {
  return awayCodes.has(code) ? away(undefined, message) : new UserError(code, message, { status, action })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
