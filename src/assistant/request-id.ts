import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { requestIdHeader } from '../assistant-api.ts'

const sane = /^[\w.:-]{8,100}$/

/** The id that a request came with, where it can be logged as it is; otherwise a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers[requestIdHeader]
  return typeof given === 'string' && sane.test(given) ? given : randomUUID()
}
