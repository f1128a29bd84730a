import { z } from 'zod'
import { UserError } from '../errors.ts'
import type { Rating } from './card.ts'

/** The longest reason of a thumb, in characters. */
export const longestReason = 2_000

const ratingSchema = z.object({
  messageId: z.string().min(1),
  rating: z.enum(['up', 'down']),
  reason: z.string().trim().optional(),
})

/** What a press of a thumb says. @throws UserError where its reason is too long, or it is no thumb's. */
export function ratingIn(value: string): Rating {
  const { data: rating } = ratingSchema.safeParse(parsed(value))
  if (rating === undefined) {
    throw new UserError('bad_rating', 'This button does not say what it rates.', {
      action: 'Use the thumbs of the newest answer.',
    })
  }
  const { reason, ...thumb } = rating
  if (reason !== undefined && reason.length > longestReason) {
    throw new UserError('bad_rating', 'The reason is longer than 2,000 characters.', {
      action: 'Shorten it.',
    })
  }
  return { ...thumb, ...(reason && { reason }) }
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}
