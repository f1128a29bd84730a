import { z } from 'zod'
import type { Inbound } from '../../platform.ts'
import { typedAt } from '../render/press.ts'

type Click = Extract<Inbound, { kind: 'click' }>

const pressSchema = z.looseObject({
  action: z.string().min(1),
  value: z.string().default(''),
  postKey: z.string().min(1),
})

const executeSchema = z.object({
  action: z.object({
    type: z.string(),
    verb: z.string().default(''),
    data: z.record(z.string(), z.unknown()),
  }),
})

/** What a pressed button carries, whichever way it came; null where it is none of ours. */
export function clickIn(data: unknown): Click | null {
  const { data: press } = pressSchema.safeParse(data)
  if (press === undefined) return null
  const { action, value, postKey } = press
  const input = typedAt(press)
  return { kind: 'click', action, value, postKey, ...(input !== undefined && { input }) }
}

/** The data of an `adaptiveCard/action`. @throws where it is no such thing. */
export function executedIn(value: unknown): { verb: string; data: Record<string, unknown> } {
  const { action } = executeSchema.parse(value)
  return { verb: action.verb, data: action.data }
}
