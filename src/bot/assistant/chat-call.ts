import type { ChatRequest } from '../../assistant-api.ts'
import type { Caller } from '../../tokens.ts'

/** A question on its way to the assistant. */
export interface ChatCall {
  caller: Caller
  requestId: string
  /** A repeat of it gets the same answer instead of another. */
  idempotencyKey: string
  body: ChatRequest
}
