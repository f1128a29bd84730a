import type { Delivery } from './platform.ts'

/** The key of the one reply to a delivery: handled again, it is the same post. */
export function replyKey({ key }: Pick<Delivery, 'key'>): string {
  return `${key}:reply`
}
