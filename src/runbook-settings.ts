import { z } from 'zod'
import { onCallSchema } from './on-call-settings.ts'
import { pagingSchema } from './paging-settings.ts'
import { personId, timeOfDay, weekday } from './runbook-fields.ts'
import { isTimeZone } from './time-zone.ts'

const text = (example: string) =>
  z
    .string({ error: `must be text, such as "${example}"` })
    .trim()
    .min(1)
    .max(300)
const minutes = z.number({ error: 'must be a number of minutes' }).positive()
const wholeHours = 'must be whole hours, from 1 to 1000'
/** Less than an hour ahead nothing is announced. */
const noticeHours = z.array(
  z.number({ error: wholeHours }).int(wholeHours).min(1, wholeHours).max(1_000, wholeHours),
)
const timeZone = z
  .string({ error: 'must be a time zone, such as Europe/Athens' })
  .refine(isTimeZone, { error: 'must be a time zone, such as Europe/Athens' })

const thresholdSchema = z
  .strictObject({
    label: text('Response time'),
    unit: z.string({ error: 'must be text, such as s' }).max(10),
    /** From here on it is a warning. */
    warning: z.number({ error: 'must be a number' }),
    /** Above this it is critical. */
    critical: z.number({ error: 'must be a number' }),
  })
  .refine(({ warning, critical }) => warning < critical, {
    path: ['critical'],
    error: 'must be above the warning',
  })

const price = z.number({ error: 'must be US dollars for a million tokens' }).min(0)

const responseSchema = z.strictObject({
  respond_minutes: minutes.optional(),
  escalate_minutes: minutes.optional(),
  do: z.array(text('Follow the guide')).min(1),
})

const scheduleSchema = z.strictObject({
  name: z.string({ error: 'must be a name, such as daily-log-review' }).regex(/^[a-z][a-z0-9-]{0,21}$/, {
    error: 'must be at most 22 lower-case letters, digits and hyphens, such as daily-log-review',
  }),
  procedure: text('log-review'),
  parameters: z.record(z.string(), z.string({ error: 'must be text, such as 24h' })).default({}),
  every: z.union([z.literal('day'), z.strictObject({ weekday })], {
    error: 'must be day, or a day of the week such as { weekday: sun }',
  }),
  /** In the service's time zone. */
  at: timeOfDay,
  /** Where its card is posted, where a chat platform has such a channel; it is always among the runs. */
  tells: z
    .enum(['operations', 'cases', 'runs-page'], {
      error: 'must be one of operations, cases, runs-page',
    })
    .default('operations'),
})
/** A procedure that runs by the clock. */
export type Schedule = z.infer<typeof scheduleSchema>

/** What runbook.yml holds: the facts of the runbook that differ from site to site. */
export const runbookSchema = z.strictObject({
  document: z
    .strictObject({
      version: text('1.1'),
      owner: personId,
      next_review: z.iso.date({ error: 'must be a date in quotes, such as "2027-05-31"' }),
    })
    .optional(),
  service: z.strictObject({
    name: text('AI Assistant'),
    id: text('ai_assistant'),
    port: z.number({ error: 'must be a port number' }).int().min(1).max(65_535),
    paths: z.record(z.string(), z.string().startsWith('/', { error: 'must begin with /' })),
    time_zone: timeZone,
    /** How long health must stay good before a start counts as proved. */
    proof_seconds: z.number({ error: 'must be a number of seconds' }).int().min(0).max(60).default(10),
  }),
  on_call: onCallSchema,
  external_support: z
    .array(
      z.strictObject({
        name: text('OpenAI Support'),
        contact: text('https://help.openai.com/'),
        for: text('The model does not answer'),
      }),
    )
    .default([]),
  thresholds: z.strictObject({
    response_time: thresholdSchema,
    error_rate: thresholdSchema,
    cpu: thresholdSchema,
    memory: thresholdSchema,
    active_sessions: thresholdSchema,
  }),
  log_review: z
    .strictObject({
      /** How often makes an error of no known pattern a repeated one. */
      repeated: z.number({ error: 'must be a number' }).int().min(2).default(3),
      /** How often within one review makes a ticket of it; less often, a second day does. */
      ticket: z.number({ error: 'must be a number' }).int().min(2).default(10),
    })
    .default({ repeated: 3, ticket: 10 }),
  backups: z
    .strictObject({
      /** How many are kept; the newest that was proved always is. */
      keep: z.number({ error: 'must be a number' }).int().min(1).max(1_000).default(14),
      /** What deletes wants a proved backup no older than so many hours. */
      proved_within_hours: z.number({ error: 'must be a number of hours' }).min(1).default(48),
    })
    .default({ keep: 14, proved_within_hours: 48 }),
  verified_answers: z
    .strictObject({
      /** For how long an answer that a person wrote is given once another has approved it. */
      days: z.number({ error: 'must be a number of days' }).int().min(1).max(3_650).default(180),
    })
    .default({ days: 180 }),
  case_files: z
    .strictObject({
      /** For how long after its case was resolved a file that was sent about it is kept. */
      days: z.number({ error: 'must be a number of days' }).int().min(1).max(3_650).default(365),
    })
    .default({ days: 365 }),
  /** US dollars for a million tokens, by model. */
  model_prices: z.record(z.string(), z.strictObject({ input: price, output: price })).default({}),
  escalation: z.strictObject({
    levels: z
      .array(
        z.strictObject({
          level: z.number().int().min(1).max(3),
          name: text('On-call engineer'),
          handles: z.array(text('Service restart')).min(1),
        }),
      )
      .min(1),
    clauses: z
      .array(
        z.strictObject({
          within_minutes: z.number({ error: 'must be a number of minutes; 0 is at once' }).min(0),
          level: z.number().int().min(1).max(3),
          when: z.array(text('Data is lost or damaged')).min(1),
        }),
      )
      .min(1),
  }),
  alert_response: z.strictObject({
    critical: responseSchema,
    warning: responseSchema,
    information: responseSchema,
  }),
  /** By which ways somebody is paged, and how long each is waited for. */
  paging: pagingSchema,
  maintenance_windows: z
    .array(
      z.strictObject({
        name: text('Monthly maintenance'),
        every: z.strictObject({
          week: z.enum(['first', 'second', 'third', 'fourth', 'last']),
          weekday,
        }),
        from: timeOfDay,
        until: timeOfDay,
        activities: z.array(text('Dependency updates')).default([]),
        /** How long before the window users are told. */
        notify_hours_before: noticeHours.default([]),
      }),
    )
    .default([]),
  /** How long before a maintenance that somebody plans in the chat users are told. */
  notify_planned_hours_before: noticeHours.default([24]),
  business_hours: z.strictObject({
    days: z.array(weekday).min(1),
    from: timeOfDay,
    until: timeOfDay,
  }),
  /** What runs by the clock; sops/schedules/checked.ts says which procedures may. */
  schedules: z.array(scheduleSchema).default([]),
})
export type RunbookSettings = z.infer<typeof runbookSchema>
