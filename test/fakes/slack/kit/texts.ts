import { z } from 'zod'
import { limits } from './limits.ts'

/** A text that is shown as it stands. */
export const plainText = (max: number = limits.text) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  })

/** A text in Slack's markup. */
export const mrkdwn = (max: number = limits.text) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  })

/** Either of the two. */
export const anyText = (max?: number) => z.discriminatedUnion('type', [plainText(max), mrkdwn(max)])

/** A `block_id` or an `action_id`. */
export const id = z.string().min(1).max(limits.id)

export const url = z.string().min(1).max(limits.url)

/** Asks once more before a press counts. */
export const confirm = z.strictObject({
  title: plainText(limits.confirmTitle),
  text: anyText(limits.confirmText),
  confirm: plainText(limits.confirmButton),
  deny: plainText(limits.confirmButton),
  style: z.enum(['primary', 'danger']).optional(),
})

/** A choice of a menu. */
export const option = z.strictObject({
  text: plainText(limits.optionText),
  value: z.string().min(1).max(limits.optionValue),
  description: plainText(limits.optionText).optional(),
  url: url.optional(),
})
export type Option = z.infer<typeof option>
