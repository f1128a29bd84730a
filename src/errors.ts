/** What a UserError may add to its sentence. */
export interface UserErrorOptions {
  /** What the person can do now, as a sentence. */
  action?: string
  /** The HTTP status where the error leaves over HTTP. */
  status?: number
  cause?: unknown
}

/**
 * Something that was asked for and cannot be: it says what happened and what to do, and is shown to people
 * as it is. Everything else that is thrown is a bug: logged with its request id, shown as "went wrong".
 */
export class UserError extends Error {
  readonly code: string
  readonly action: string | undefined
  readonly status: number

  constructor(code: string, message: string, options: UserErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'UserError'
    this.code = code
    this.action = options.action
    this.status = options.status ?? 400
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The code that the system or a library gave to what was thrown ("ENOENT", "42501"); empty where there is none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/** Another service than the database does not answer. Its cause tells of that service, and of nothing else. */
export class ServiceSilent extends Error {}
