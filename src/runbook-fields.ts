import { z } from 'zod'

/** What more than one part of runbook.yml is written with. */

export const personId = z.string({ error: "must be a person's id from people.yml" }).min(1)

export const timeOfDay = z
  .string({ error: 'must be a time in quotes, such as "02:00"' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
    error: 'must be a time of day, such as "02:00"',
  })

/** As JavaScript counts them, from Sunday. */
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

export const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], {
  error: 'must be one of mon, tue, wed, thu, fri, sat, sun',
})
