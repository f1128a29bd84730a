import { createHmac } from 'node:crypto'
import type { Config } from '../../config.ts'

/** A ticket on its way: what is sent, and the key by which its receiver knows a repeat. */
export interface OutgoingTicket {
  /** `T-7 version 2` */
  key: string
  record: unknown
  requestId: string
}

export type SendTicket = (ticket: OutgoingTicket, signal: AbortSignal) => Promise<void>

/** How long the receiver may take, in milliseconds. */
const usualPatienceMs = 10_000

/**
 * Sends tickets to the address of TICKET_WEBHOOK_URL; undefined where none is set. With TICKET_WEBHOOK_SECRET every
 * body is signed. What is sent rejects unless the receiver answers 2xx; it is then to be sent again, under its key.
 */
export function ticketWebhook(
  {
    TICKET_WEBHOOK_URL: url,
    TICKET_WEBHOOK_SECRET: secret,
  }: Pick<Config, 'TICKET_WEBHOOK_URL' | 'TICKET_WEBHOOK_SECRET'>,
  patienceMs = usualPatienceMs,
): SendTicket | undefined {
  if (url === undefined) return undefined
  return async ({ key, record, requestId }, signal) => {
    const body = JSON.stringify(record)
    const response = await fetch(url, {
      method: 'POST',
      // An address that leads elsewhere would be shown what is meant for this one.
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key.replaceAll(' ', '-'),
        'x-request-id': requestId,
        ...(secret !== undefined && { 'x-signature-256': signatureOf(body, secret) }),
      },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`the receiver of tickets answered ${response.status}`)
  }
}

/** `sha256=…`: the body under the secret. */
const signatureOf = (body: string, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
