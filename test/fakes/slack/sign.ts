import { createHmac } from 'node:crypto'

/**
 * The headers by which Slack proves that a body is its own.
 * @param at the time that it says it was sent, in seconds.
 */
export function signedHeaders(secret: string, body: string, at = Math.floor(Date.now() / 1000)) {
  const digest = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')
  return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': `v0=${digest}` }
}
