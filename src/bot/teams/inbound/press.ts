import { z } from 'zod'
import type { Inbound } from '../../platform.ts'
import { readForm } from '../render/form.ts'
import { typedAt } from '../render/press.ts'

type Click = Extract<Inbound, { kind: 'click' }>

const pressSchema = z.looseObject({
  action: z.string().min(1),
  value: z.string().default(''),
  postKey: z.string().min(1),
})

const dataSchema = z.record(z.string(), z.unknown())
const executeSchema = z.object({ action: z.object({ data: dataSchema }) })
const taskSchema = z.object({ data: dataSchema })

/** What a pressed button carries, whichever way it came; null where it is none of ours. */
export function clickIn(data: unknown): Click | null {
  const { data: press } = pressSchema.safeParse(data)
  if (press === undefined) return null
  const { action, value, postKey } = press
  const input = typedAt(press)
  return { kind: 'click', action, value, postKey, ...(input !== undefined && { input }) }
}

/** The data of an `adaptiveCard/action`; undefined where it is no such thing. */
export const executedIn = (value: unknown): Record<string, unknown> | undefined =>
  executeSchema.safeParse(value).data?.action.data

/** The data of a `task/fetch` or a `task/submit`; undefined where it is no such thing. */
export const taskDataIn = (value: unknown): Record<string, unknown> | undefined =>
  taskSchema.safeParse(value).data?.data

/** The press that opened a dialog, with what was filled in; null where it is none of ours. */
export function submittedIn(value: unknown): Click | null {
  const { metadata, fields } = readForm(taskDataIn(value) ?? {})
  const click = clickIn(jsonOf(metadata))
  if (click === null) return null
  const { input, ...others } = fields
  return { ...click, ...(input !== undefined && { input }), fields: others }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
