import type { Answer } from '../answer.ts'
import type { ConnectorOperation } from '../faults.ts'
import type { Conversation, Message, World } from '../world.ts'

/** What an operation works on. */
export interface OperationParts {
  world: World
  streaming: Streaming
  answering: Answering
  /** A message of the bot's is new, or says something else; whoever looks at it, sees that. */
  shown(conversation: Conversation, message: Message): void
}

/** How streams behave. */
export interface Streaming {
  /** Whether the bot may stream at all. */
  isAllowed: boolean
  /** Parts that come faster than this are refused, in milliseconds by the test's clock. */
  restMs: number
}

/** How posts are answered. */
export interface Answering {
  /** Some clients' messages are stored without the bot being told their id. */
  withIds: boolean
}

/** A call of the Connector. */
export interface Call {
  operation: ConnectorOperation
  /** Of the conversation or the team. */
  id: string
  /** Of the activity or the member. */
  part: string
  query: URLSearchParams
  body: unknown
}

/** @throws TeamsRefusal where Teams would refuse. */
export type Run = (call: Call, parts: OperationParts) => Answer
