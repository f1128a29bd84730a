/** What Slack answers with `ok: false`. */
export class SlackRefusal extends Error {
  readonly details: Record<string, unknown>

  constructor(code: string, details: Record<string, unknown> = {}) {
    super(code)
    this.details = details
  }
}

/** Refuses a call, as Slack names it: `channel_not_found`. @throws SlackRefusal always. */
export function refuse(code: string, details?: Record<string, unknown>): never {
  throw new SlackRefusal(code, details)
}

/** Refuses what does not keep to the form, with a line for each fault. @throws SlackRefusal always. */
export function refuseFaults(code: string, faults: string[]): never {
  refuse(code, {
    errors: faults,
    response_metadata: { messages: faults.map((fault) => `[ERROR] ${fault}`) },
  })
}
