import { z } from 'zod'
import { longestReason } from '../../rating.ts'

const submittedSchema = z.object({
  actionName: z.literal('feedback'),
  actionValue: z.object({
    reaction: z.enum(['like', 'dislike']),
    feedback: z.string().nullish(),
  }),
})

/** What somebody said of an answer by Teams' own thumbs. */
export interface Opinion {
  rating: 'up' | 'down'
  reason?: string
}

/** Reads a `message/submitAction`; null where it is of another kind. */
export function opinionIn(value: unknown): Opinion | null {
  const { data } = submittedSchema.safeParse(value)
  if (data === undefined) return null
  const { reaction, feedback } = data.actionValue
  const reason = wordsOf(feedback ?? '').slice(0, longestReason)
  return { rating: reaction === 'like' ? 'up' : 'down', ...(reason !== '' && { reason }) }
}

/** Teams sends the words of its form as JSON in a string. */
function wordsOf(feedback: string): string {
  try {
    const { feedbackText } = z.object({ feedbackText: z.string() }).parse(JSON.parse(feedback))
    return feedbackText.trim()
  } catch {
    return feedback.trim()
  }
}
