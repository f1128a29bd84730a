import { z } from 'zod'
import { isForward, localTimeSchema, wallPeriod, wallTimeOf } from './local-time.ts'
import { personId, timeOfDay, weekday, weekdays } from './runbook-fields.ts'

const turns = z.array(personId, { error: "must be a list of people's ids, such as [nikos, anna]" }).min(1, {
  error: 'must name at least one person',
})

const rotaSchema = z
  .strictObject({
    /** When one turn ends and the next begins, in the service's time zone. */
    hand_over: z.union(
      [
        z.strictObject({ weekday, at: timeOfDay }),
        z.strictObject({ every: z.literal('day'), at: timeOfDay }),
      ],
      { error: 'must be { weekday: mon, at: "09:00" } or { every: day, at: "09:00" }' },
    ),
    /** The day of the first hand-over: from then on the first of each list has the duty. */
    starts: z.iso.date({ error: 'must be a date in quotes, such as "2026-11-30"' }),
    primary: turns,
    secondary: turns.optional(),
  })
  .superRefine(({ hand_over: handOver, starts, primary, secondary = [] }, context) => {
    const day = weekdays[new Date(wallTimeOf(starts)).getUTCDay()]
    if ('weekday' in handOver && handOver.weekday !== day) {
      const message = `is a ${day}, but turns are handed over on ${handOver.weekday}; name a date that is one`
      context.addIssue({ code: 'custom', path: ['starts'], message })
    }
    const alone = primary
      .flatMap((first, turn) =>
        Array.from(secondary, (_, round) => ({ first, turn: turn + round * primary.length })),
      )
      .find(({ first, turn }) => secondary[turn % secondary.length] === first)
    if (alone !== undefined) {
      const message = `names ${alone.first} for the same turn as primary does (turn ${alone.turn + 1}); a backup is somebody else`
      context.addIssue({ code: 'custom', path: ['secondary'], message })
    }
  })
/** Who takes turns at a duty. */
export type Rota = z.infer<typeof rotaSchema>

export const duties = ['primary', 'secondary', 'manager'] as const
export type DutyName = (typeof duties)[number]

const overrideSchema = z
  .strictObject({
    from: localTimeSchema,
    until: localTimeSchema,
    primary: personId.optional(),
    secondary: personId.optional(),
    manager: personId.optional(),
  })
  .refine(isForward, { path: ['until'], error: 'must be later than from' })
  .refine((override) => duties.some((duty) => override[duty] !== undefined), {
    error: 'must say who stands in: primary, secondary or manager',
  })
/** Who stands in for a while, whatever the rota says. */
export type Override = z.infer<typeof overrideSchema>

/** `on_call` of runbook.yml. */
export const onCallSchema = z.strictObject({
  /** Who is on call where no turn and no override says otherwise. */
  primary: personId,
  secondary: personId,
  manager: personId,
  rota: rotaSchema.optional(),
  overrides: z
    .array(overrideSchema, { error: 'must be a list of those who stand in' })
    .default([])
    .superRefine((overrides, context) => {
      for (const [index, override] of overrides.entries()) {
        const duty = duties.find((one) =>
          overrides.slice(0, index).some((other) => clash(one, override, other)),
        )
        if (duty === undefined) continue
        const message = `overlaps another override of the ${duty}; end the one before the other begins`
        context.addIssue({ code: 'custom', path: [index], message })
      }
    }),
})
export type OnCallSettings = z.infer<typeof onCallSchema>

function clash(duty: DutyName, one: Override, other: Override): boolean {
  if (one[duty] === undefined || other[duty] === undefined) return false
  const [a, b] = [wallPeriod(one), wallPeriod(other)]
  return a.from < b.until && b.from < a.until
}
