import type { Delivery } from '../fakes/slack/deliver.ts'
import { written } from '../fakes/slack/doors/http.ts'
import { signedHeaders } from '../fakes/slack/sign.ts'

/** What makes a request other than Slack's own. */
export interface Forgery {
  /** With what it is signed. */
  secret: string
  /** When it says it was sent, in seconds. */
  at?: number
  /** On top of the others; an empty one is left out. */
  headers?: Record<string, string>
  /** Instead of the delivery's own, after it was signed. */
  body?: string
}

/** Sends a delivery by hand, as somebody who is not Slack might. @returns what the app answered. */
export async function sendByHand(
  address: string,
  delivery: Pick<Delivery, 'kind' | 'body'>,
  { secret, at, headers = {}, body }: Forgery,
): Promise<{ status: number; text: string }> {
  const { body: own, type } = written(delivery)
  const all = { 'content-type': type, ...signedHeaders(secret, own, at), ...headers }
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
  const response = await fetch(address, { method: 'POST', headers: kept, body: body ?? own })
  return { status: response.status, text: await response.text() }
}
