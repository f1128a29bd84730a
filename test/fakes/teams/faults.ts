/** What may go wrong with a call; `isDone` says that it is done nevertheless, and only the answer is lost. */
export type Fault =
  /** An answer that is not the call's own: 412, 429 (with the seconds to wait, or without), 500, 502, 504. */
  | { kind: 'status'; status: number; retryAfter?: number; isDone?: true }
  /** The line is cut. */
  | { kind: 'cut'; isDone?: true }
  /** No answer comes. */
  | { kind: 'hang'; isDone?: true }
  /** The answer takes its time, in milliseconds. */
  | { kind: 'slow'; ms: number }
  /** Refused by name: 403 `ConversationBlockedByUser`. */
  | { kind: 'refusal'; status: number; code: string }

/** What can go wrong: the Connector's operations as its client names them, and what is around them. */
export type Operation =
  | ConnectorOperation
  /** A token for the bot. */
  | 'token'
  /** The description of the sign-in, and its keys. */
  | 'login'
  /** The description of the Connector's own tokens, and its keys. */
  | 'metadata'
  /** A file that somebody sent. */
  | 'download'

export type ConnectorOperation =
  | 'createConversation'
  | 'sendToConversation'
  | 'replyToActivity'
  | 'updateActivity'
  | 'deleteActivity'
  | 'getMembers'
  | 'getPagedMembers'
  | 'getMember'
  | 'getTeam'
  | 'getChannels'

export interface FaultOptions {
  /** Of so many calls; of one without it. */
  times?: number
  /** So many calls go well before. */
  after?: number
}

/** What is to go wrong. */
export interface Faults {
  /** `post` means any way of posting a message, `*` any call of the Connector. */
  plan(operation: Operation | 'post' | '*', fault: Fault, options?: FaultOptions): void
  /** The fault of a call that is being made, if any. */
  next(operation: Operation): Fault | undefined
  /** All goes well again. */
  heal(): void
}

/** Nothing goes wrong until it is planned. */
export function plannedFaults(): Faults {
  let planned: { operation: string; fault: Fault; times: number; after: number }[] = []
  return {
    plan: (operation, fault, { times = 1, after = 0 } = {}) => {
      planned.push({ operation, fault, times, after })
    },
    next: (operation) => {
      const due = planned.find((one) => isMeant(one.operation, operation))
      if (due === undefined) return undefined
      if (due.after > 0) {
        due.after -= 1
        return undefined
      }
      due.times -= 1
      if (due.times <= 0) planned = planned.filter((one) => one !== due)
      return due.fault
    },
    heal: () => {
      planned = []
    },
  }
}

const around: Operation[] = ['token', 'login', 'metadata', 'download']
const posting: Operation[] = ['createConversation', 'sendToConversation', 'replyToActivity']

function isMeant(planned: string, operation: Operation): boolean {
  if (planned === '*') return !around.includes(operation)
  if (planned === 'post') return posting.includes(operation)
  return planned === operation
}
