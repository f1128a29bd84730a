import type { Config } from '../../config.ts'
import { type Send, webhook } from '../webhook.ts'

/**
 * Sends tickets to the address of TICKET_WEBHOOK_URL, under keys such as `T-7 version 2`; undefined where none is set.
 * With TICKET_WEBHOOK_SECRET every body is signed.
 */
export function ticketWebhook(
  {
    TICKET_WEBHOOK_URL: url,
    TICKET_WEBHOOK_SECRET: secret,
  }: Pick<Config, 'TICKET_WEBHOOK_URL' | 'TICKET_WEBHOOK_SECRET'>,
  patienceMs?: number,
): Send | undefined {
  return url === undefined ? undefined : webhook({ of: 'tickets', url, secret }, patienceMs)
}
