import type { ServerResponse } from 'node:http'
import { setTimeout as rest } from 'node:timers/promises'
import type { Fault } from './faults.ts'

/** What a call is answered. */
export interface Answer {
  status: number
  /** Nothing at all where it is absent. */
  body?: unknown
  headers?: Record<string, string>
}

/** Sends an answer as JSON. */
export function sendAnswer(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, {
    ...(body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

/** Answers a call, unless a fault is planned for it: before it was done, or after. */
export async function answerWith(
  response: ServerResponse,
  fault: Fault | undefined,
  work: () => Promise<Answer>,
): Promise<void> {
  if (fault?.kind === 'slow') await rest(fault.ms)
  if (fault === undefined || fault.kind === 'slow') return sendAnswer(response, await work())
  if ('isDone' in fault) await work()
  if (fault.kind === 'hang') return
  if (fault.kind === 'cut') return void response.destroy()
  sendAnswer(response, answerOf(fault))
}

function answerOf(fault: Extract<Fault, { kind: 'status' | 'refusal' }>): Answer {
  const { status } = fault
  if (fault.kind === 'refusal')
    return { status, body: { error: { code: fault.code, message: `Refused: ${fault.code}` } } }
  const { code, message } = passing[status] ?? { code: 'ServiceError', message: 'Unknown error.' }
  return {
    status,
    body: { error: { code, message } },
    headers: fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) },
  }
}

/** As Teams documents what passes by itself. */
const passing: Record<number, { code: string; message: string }> = {
  412: { code: 'PreconditionFailed', message: 'Precondition failed, please try again.' },
  429: { code: 'Throttled', message: 'Too many requests.' },
  504: { code: 'GatewayTimeout', message: 'The service did not answer in time.' },
}
