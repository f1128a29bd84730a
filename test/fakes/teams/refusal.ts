/** What the Connector answers where it does not do what it is asked. */
export class TeamsRefusal extends Error {
  readonly status: number
  readonly code: string
  /** In seconds. */
  readonly retryAfter: number | undefined

  constructor(status: number, code: string, message: string, retryAfter?: number) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfter = retryAfter
  }
}

/** Refuses a call, as Teams names it: 403 `BotNotInConversationRoster`. @throws TeamsRefusal always. */
export function refuse(status: number, code: string, message: string, retryAfter?: number): never {
  throw new TeamsRefusal(status, code, message, retryAfter)
}
