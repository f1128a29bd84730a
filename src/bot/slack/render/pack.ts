import type { KnownBlock } from '@slack/types'
import { limits } from './limits.ts'

/** Blocks that stay in one message. */
type Unit = KnownBlock[]

/**
 * Distributes blocks among as few messages as Slack's limits allow; `end` stays together in the last of them, or as
 * much of it as one message takes.
 */
export function pack(body: KnownBlock[], end: KnownBlock[]): KnownBlock[][] {
  const fitting = end.findIndex((_, index) => fits(end.slice(index)))
  const split = fitting === -1 ? end.length : fitting
  const units: Unit[] = [...[...body, ...end.slice(0, split)].map((block) => [block]), end.slice(split)]
  return units.reduce<KnownBlock[][]>((messages, unit) => {
    const last = messages.at(-1)
    if (last !== undefined && fits([...last, ...unit])) last.push(...unit)
    else if (unit.length > 0) messages.push([...unit])
    return messages
  }, [])
}

function fits(blocks: KnownBlock[]): boolean {
  return (
    blocks.length <= limits['message.blocks'] &&
    JSON.stringify(blocks).length <= limits['message.blocks.json']
  )
}
