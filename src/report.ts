import { z } from 'zod'

/** What a process tells the one that started it, where there is one, over their channel. */
export const reportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), url: z.string() }),
  z.object({ type: z.literal('refused'), message: z.string(), action: z.string().optional() }),
])
export type Report = z.infer<typeof reportSchema>
