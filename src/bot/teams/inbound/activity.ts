import { z } from 'zod'

const accountSchema = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
})

const mentionSchema = z.object({
  type: z.literal('mention'),
  mentioned: z.object({ id: z.string() }),
  text: z.string().default(''),
})

const messages = new Set(['message', 'messageUpdate', 'messageDelete'])

/** An activity as Teams sends it: what the bot reads of it. */
export const activitySchema = z
  .object({
    type: z.string().min(1),
    id: z.string().min(1).optional(),
    name: z.string().optional(),
    timestamp: z.string().optional(),
    channelId: z.string().default(''),
    serviceUrl: z.url({ protocol: /^https?$/ }),
    from: accountSchema,
    recipient: accountSchema,
    conversation: z.object({
      id: z.string().min(1),
      conversationType: z.enum(['personal', 'groupChat', 'channel']).default('personal'),
      tenantId: z.string().nullish(),
    }),
    channelData: z
      .object({
        tenant: z.object({ id: z.string() }).nullish(),
        eventType: z.string().nullish(),
      })
      .nullish(),
    text: z.string().nullish(),
    locale: z.string().nullish(),
    replyToId: z.string().nullish(),
    entities: z.array(z.unknown()).nullish(),
    attachments: z.array(z.looseObject({ contentType: z.string(), name: z.string().nullish() })).nullish(),
    value: z.unknown().optional(),
    membersAdded: z.array(z.object({ id: z.string() })).nullish(),
    membersRemoved: z.array(z.object({ id: z.string() })).nullish(),
    action: z.string().nullish(),
  })
  // By its id a message is known again.
  .refine(({ type, id }) => id !== undefined || !messages.has(type), { path: ['id'] })
export type TeamsActivity = z.infer<typeof activitySchema>

/** The tenant that somebody acts in; empty where Teams does not say. */
export function tenantOf({ conversation, channelData }: TeamsActivity): string {
  return (channelData?.tenant?.id ?? conversation.tenantId ?? '').toLowerCase()
}

/** Whom a message names. */
export function mentionsIn({ entities }: TeamsActivity): { id: string; text: string }[] {
  return (entities ?? []).flatMap((entity) => {
    const { data } = mentionSchema.safeParse(entity)
    return data === undefined ? [] : [{ id: data.mentioned.id, text: data.text }]
  })
}
