import { z } from 'zod'
import { isClause } from '../../forms/urgency.ts'
import type { Inbound } from '../../platform.ts'
import type { SlackPlace } from '../places.ts'

const placeSchema = z.object({
  channel: z.string(),
  threadTs: z.string().optional(),
  reader: z.string().optional(),
})

/** What a form is for: the press that opened it, or a command whose words it asks for. Slack keeps it meanwhile. */
const purposeSchema = z.object({
  place: placeSchema,
  from: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('press'),
      action: z.string(),
      value: z.string(),
      postKey: z.string(),
      responseUrl: z.string().optional(),
    }),
    z.object({
      kind: z.literal('command'),
      name: z.enum(['ask', 'escalate']),
      responseUrl: z.string().optional(),
    }),
  ]),
})
export type Purpose = z.infer<typeof purposeSchema>

export const writePurpose = (purpose: Purpose): string => JSON.stringify(purpose)

export const readPurpose = (text: string): Purpose => purposeSchema.parse(JSON.parse(text))

/** What is sent when a form is: the press with what was filled in, or the command with its words. */
export function inboundOf({ from }: Purpose, fields: Record<string, string>): Inbound {
  if (from.kind === 'command') {
    const { text = '', machine_model: machineModel, clause } = fields
    const chosen = { ...(machineModel && { machineModel }), ...(isClause(clause) && { clause }) }
    return { kind: 'message', text: `/ai ${from.name} ${text}`, ...chosen }
  }
  const { action, value, postKey } = from
  if (action === 'feedback') {
    const { reason = '' } = fields
    const rating = JSON.stringify({ ...JSON.parse(value), ...(reason.trim() !== '' && { reason }) })
    return { kind: 'click', action, value: rating, postKey }
  }
  const { input, ...others } = fields
  return {
    kind: 'click',
    action,
    value,
    postKey,
    ...(input !== undefined && { input }),
    ...(Object.keys(others).length > 0 && { fields: others }),
  }
}

/** The place of a purpose, as places are. */
export function placeIn({ place: { channel, threadTs, reader } }: Purpose): SlackPlace {
  return { channel, ...(threadTs !== undefined && { threadTs }), ...(reader !== undefined && { reader }) }
}
