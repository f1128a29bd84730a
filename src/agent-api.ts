import { z } from 'zod'

/**
 * What the agent and its caller say to each other over HTTP. Verbs that read answer at once:
 * `POST /verbs/<verb>`. Verbs that act are operations under an id of the caller's, done at most once:
 * `PUT /operations/<id>` begins one (its intent is on disk before anything happens), `GET /operations/<id>`
 * says what came of it, 404 when it was never begun.
 */

/** A service of the stack, such as ai_assistant. */
export const serviceNameSchema = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, {
  error: 'must be the name of a service, such as ai_assistant',
})

export const operationIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/, {
  error: 'must be letters, digits and . _ : -, at most 100',
})

const ofService = z.strictObject({ service: serviceNameSchema })

/** One process or container of a service. */
const replicaSchema = z.object({
  /** The process id or the container id: another one after every start. */
  id: z.string(),
  /** When this very process was started; from the system, not from us. */
  started_at: z.iso.datetime(),
})

export const serviceStateSchema = z.object({
  service: z.string(),
  /** `failing`: it ended by itself and is being started again. */
  state: z.enum(['running', 'starting', 'stopped', 'stopping', 'failing']),
  replicas: z.array(replicaSchema),
  /** How often it ended by itself and was started again. */
  revivals: z.number().int(),
  /** What people may do to it from here. */
  allows: z.array(z.enum(['start', 'stop', 'restart'])),
})
export type ServiceState = z.infer<typeof serviceStateSchema>

export const probeSchema = z.object({
  service: z.string(),
  replicas: z.array(
    replicaSchema.extend({
      /** `degraded`: it serves, with less than it should. */
      verdict: z.enum(['ok', 'degraded', 'down']),
      /** A sentence of ours, such as "health answered 503". */
      detail: z.string(),
      /** What it says of what it depends on, by name; empty where it says nothing. */
      dependencies: z.record(z.string(), z.enum(['ok', 'off', 'degraded', 'down'])),
    }),
  ),
})
export type ProbeResult = z.infer<typeof probeSchema>

export const logLineSchema = z.object({
  at: z.iso.datetime().nullable(),
  level: z.enum(['debug', 'info', 'warning', 'error']),
  /** Masked, without control characters, at most 500 characters. */
  text: z.string(),
})
export type LogLine = z.infer<typeof logLineSchema>

export const logsSchema = z.object({
  service: z.string(),
  /** Oldest first. */
  lines: z.array(logLineSchema),
  /** There were more than were asked for or fit. */
  truncated: z.boolean(),
})
export type Logs = z.infer<typeof logsSchema>

export const statsSchema = z.object({
  service: z.string(),
  replicas: z.array(
    replicaSchema.extend({
      /** Per cent of one core, over a short moment. */
      cpu_percent: z.number(),
      memory_bytes: z.number().int(),
    }),
  ),
})
export type Stats = z.infer<typeof statsSchema>

/** The most lines of a log that are read at once. */
export const maxLogLines = 1_000

/** Verbs that only look. */
export const readVerbs = {
  /** Every listed service and how it is. */
  ps: { request: z.strictObject({}), response: z.object({ services: z.array(serviceStateSchema) }) },
  /** Asks every replica of a service how it is. */
  probe: { request: ofService, response: probeSchema },
  /** The newest lines that match. */
  logs: {
    request: ofService.extend({
      since: z.iso.datetime().optional(),
      lines: z.number().int().min(1).max(maxLogLines).default(100),
      errors_only: z.boolean().default(false),
    }),
    response: logsSchema,
  },
  stats: { request: ofService, response: statsSchema },
} as const

/** Verbs that act, each an operation. */
export const actVerbs = {
  start: { request: ofService, response: serviceStateSchema },
  stop: { request: ofService, response: serviceStateSchema },
  restart: { request: ofService, response: serviceStateSchema },
} as const

export type ReadVerb = keyof typeof readVerbs
export type ActVerb = keyof typeof actVerbs
export type ReadRequest<Verb extends ReadVerb> = z.input<(typeof readVerbs)[Verb]['request']>
export type ReadResponse<Verb extends ReadVerb> = z.output<(typeof readVerbs)[Verb]['response']>

/** PUT /operations/:id. The same id with another call is refused (409). */
export const operationCallSchema = z.strictObject({
  verb: z.enum(['start', 'stop', 'restart']),
  request: ofService,
})
export type OperationCall = z.infer<typeof operationCallSchema>

export const operationSchema = z.object({
  id: z.string(),
  verb: z.string(),
  request: z.record(z.string(), z.unknown()),
  /** `unknown`: it was begun, and the agent was interrupted before it knew the end. */
  state: z.enum(['running', 'done', 'failed', 'unknown']),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  /** What the verb answers; null until it is done. */
  result: serviceStateSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string(), action: z.string().optional() }).nullable(),
})
export type Operation = z.infer<typeof operationSchema>

export const agentPaths = {
  health: '/health',
  verb: (verb: ReadVerb) => `/verbs/${verb}`,
  operation: (id: string) => `/operations/${encodeURIComponent(id)}`,
} as const

/** Every refusal, as the assistant's. */
export const agentErrorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), action: z.string().optional() }),
})
