import { z } from 'zod'

/**
 * The ways of paging, as people.yml and runbook.yml name them. They are those of oncall/ways.ts, which root files do not
 * import; a test holds the two together.
 */
export const waysSchema = z
  .array(z.enum(['direct', 'email', 'webhook'], { error: 'must be one of direct, email, webhook' }), {
    error: 'must be a list of ways, such as [direct, email]',
  })
  .refine((ways) => new Set(ways).size === ways.length, { error: 'must name each way once' })

/** By which ways somebody wants to be paged, where they do not want to be as the runbook says. */
export const notifySchema = z.strictObject({
  critical: waysSchema.optional(),
  warning: waysSchema.optional(),
  information: waysSchema.optional(),
})

type Waiting = { ways: z.infer<typeof waysSchema>; next_after_minutes: number }

/** What is not said of a severity is as it is without the file saying anything. */
const severity = ({ ways, next_after_minutes: minutes }: Waiting) =>
  z
    .strictObject({
      ways: waysSchema.default(ways),
      /** How long a page may stay unanswered before the next way is tried. */
      next_after_minutes: z
        .number({ error: 'must be a number of minutes' })
        .positive({ error: 'must be more than 0 minutes' })
        .default(minutes),
    })
    .prefault({})

/** How somebody is paged who has no list of their own. */
export const pagingSchema = z
  .strictObject({
    critical: severity({ ways: ['direct', 'email', 'webhook'], next_after_minutes: 3 }),
    warning: severity({ ways: ['direct', 'email'], next_after_minutes: 15 }),
    information: severity({ ways: ['direct'], next_after_minutes: 60 }),
  })
  .prefault({})
export type PagingSettings = z.infer<typeof pagingSchema>
