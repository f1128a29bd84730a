import { randomUUID } from 'node:crypto'
import type { Logger } from '../../log.ts'

export interface UnableParts {
  isUnreachable(error: unknown): boolean
  log: Logger
}

/** What somebody hears whose words could not be stored. */
export type SayUnable = (error: unknown) => string

/** Logs why something was not stored, and says it in a sentence that says what to do. */
export function sayUnable({ isUnreachable, log }: UnableParts): SayUnable {
  return (error) => {
    const id = randomUUID()
    log.error({ err: error, request_id: id }, 'what came from a chat platform could not be stored')
    return isUnreachable(error)
      ? 'I cannot take this now: my own database does not answer. Nothing was done; send it again in a minute.'
      : `This could not be taken because of a fault in the program. Nothing was done; send it again, or report it with the id ${id}.`
  }
}
