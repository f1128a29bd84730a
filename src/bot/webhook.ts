import { createHmac } from 'node:crypto'

/** Something on its way: what is sent, and the key by which its receiver knows a repeat. */
export interface Outgoing {
  key: string
  record: unknown
  requestId: string
}

export type Send = (outgoing: Outgoing, signal: AbortSignal) => Promise<void>

/** Where it goes. */
export interface Receiver {
  /** What its receiver takes, such as `tickets`. */
  of: string
  url: string
  secret: string | undefined
}

/** How long the receiver may take, in milliseconds. */
const usualPatienceMs = 10_000

/**
 * Sends JSON to an address; with a secret every body is signed. What is sent rejects unless the receiver answers 2xx;
 * it is then to be sent again, under its key.
 */
export function webhook({ of, url, secret }: Receiver, patienceMs = usualPatienceMs): Send {
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
    if (!response.ok) throw new Error(`the receiver of ${of} answered ${response.status}`)
  }
}

/** `sha256=…`: the body under the secret. */
const signatureOf = (body: string, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
