import { z } from 'zod'
import { UserError } from '../errors.ts'
import type { Rating } from './card.ts'

const ratingSchema = z.object({
  messageId: z.string().min(1),
  rating: z.enum(['up', 'down']),
  reason: z.string().trim().max(2_000).optional(),
})

/** What a press of a thumb says. @throws UserError where its reason is too long. */
export function ratingIn(value: string): Rating {
  const { data: rating } = ratingSchema.safeParse(JSON.parse(value))
  if (rating === undefined) {
    throw new UserError('bad_rating', 'The reason is longer than 2,000 characters.', {
      action: 'Shorten it.',
    })
  }
  const { reason, ...thumb } = rating
  return { ...thumb, ...(reason && { reason }) }
}
