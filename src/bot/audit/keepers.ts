import { type Head, headsFileOf, noteHead, recordOf } from '../../audit-heads.ts'
import type { Config } from '../../config.ts'
import type { Logger } from '../../log.ts'
import { webhook } from '../webhook.ts'

/** Somewhere outside the database where heads of the audit are kept. */
export interface Keeper {
  /** As its trouble is told: `the file`. */
  name: string
  /** @throws where it could not be kept; it is then tried again with the newest. */
  keep(head: Head, signal: AbortSignal): Promise<void>
}

/** The log, the file where one is kept, and whoever listens at AUDIT_WEBHOOK_URL. */
export function headKeepers(config: Config, log: Logger, patienceMs?: number): Keeper[] {
  const { AUDIT_WEBHOOK_URL: url, AUDIT_WEBHOOK_SECRET: secret } = config
  const path = headsFileOf(config)
  return [
    {
      name: 'the log',
      keep: async (head) => log.info({ audit_head: recordOf(head) }, 'the audit has grown'),
    },
    ...(path === null ? [] : [{ name: 'the file', keep: (head: Head) => noteHead(path, head) }]),
    ...(url === undefined ? [] : [sentTo({ url, secret }, patienceMs)]),
  ]
}

function sentTo(receiver: { url: string; secret: string | undefined }, patienceMs?: number): Keeper {
  const send = webhook({ of: 'audit heads', ...receiver }, patienceMs)
  return {
    name: 'the webhook',
    keep: (head, signal) => {
      // With the hash: another row of that number is no repeat.
      const key = `audit head ${head.id} ${head.hash.slice(0, 16)}`
      return send({ key, record: recordOf(head), requestId: 'audit-heads' }, signal)
    },
  }
}
