import type { Claim } from './citations.ts'
import type { CardElement } from './elements.ts'
import { limits } from './limits.ts'

/** What stays in one message: words of its text with what they cite, or elements of its card. */
export type Unit = { said: string; claims: Claim[] } | { elements: CardElement[] }

/**
 * Distributes units among as few messages as Teams takes: words and elements never in the same, because Teams would
 * make two messages of it, of which it changes none ("Activity resulted into multiple skype activities"). `end` stays
 * together in the last of them, or as much of it as one message takes.
 */
export function pack(body: Unit[], end: Unit[]): Unit[][] {
  const room = limits['message.json'] - limits['message.envelope']
  const messages: Unit[][] = []
  let taken = 0
  const put = (units: Unit[]): void => {
    const size = sizeOfAll(units)
    const last = messages.at(-1)
    if (last !== undefined && isSaid(last) === isSaid(units) && taken + size <= room) {
      last.push(...units)
      taken += size
    } else if (units.length > 0) {
      messages.push([...units])
      taken = size
    }
  }
  const fitting = end.findIndex((_, index) => sizeOfAll(end.slice(index)) <= room)
  const split = fitting === -1 ? end.length : fitting
  for (const unit of [...body, ...end.slice(0, split)]) put([unit])
  put(end.slice(split))
  return messages
}

const isSaid = ([first]: Unit[]): boolean => first !== undefined && 'said' in first

const sizeOfAll = (units: Unit[]): number => units.reduce((size, unit) => size + sizeOf(unit), 0)

/** In bytes, by UTF-16, which Teams counts by, or by UTF-8, which is sent: whichever is more. */
export function sizeOf(value: unknown): number {
  const json = JSON.stringify(value)
  return Math.max(2 * json.length, Buffer.byteLength(json))
}
