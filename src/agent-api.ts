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
  /** What people may do to it from here. `recreate`: made anew, so that it takes up changed settings. */
  allows: z.array(z.enum(['start', 'stop', 'restart', 'recreate'])),
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
      /** Another one whenever one of its settings is another; only of what says so in its health. */
      settings_digest: z.string().optional(),
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
      /** How many cores it may use: its own limit, or the machine's. */
      cpu_cores: z.number().positive(),
      memory_bytes: z.number().int(),
      /** Null where it has no limit of its own. */
      memory_limit_bytes: z.number().int().nullable(),
    }),
  ),
})
export type Stats = z.infer<typeof statsSchema>

/** The most lines of a log that are read at once. */
export const maxLogLines = 1_000

/** Where log lines come from: what a service prints, and the two files that the assistant writes. */
export const logSourceSchema = z.enum(['output', 'ai_assistant.log', 'ai_assistant_errors.log'])
export type LogSource = z.infer<typeof logSourceSchema>

/** The most kinds of lines that a summary tells; the most frequent ones. */
export const maxLogKinds = 200

export const logSummarySchema = z.object({
  service: z.string(),
  sources: z.array(
    z.object({
      source: logSourceSchema,
      /** `absent`: there is no such log here; `failed`: it could not be read, see `detail`. */
      state: z.enum(['read', 'absent', 'failed']),
      detail: z.string(),
      /** Lines of that time, whatever their level. */
      lines: z.number().int(),
      warnings: z.number().int(),
      errors: z.number().int(),
    }),
  ),
  /** Warnings and errors without their ids, numbers, addresses and quoted values; the same in one source each. */
  kinds: z.array(
    z.object({
      source: logSourceSchema,
      level: z.enum(['warning', 'error']),
      kind: z.string(),
      count: z.number().int(),
      first_at: z.iso.datetime().nullable(),
      last_at: z.iso.datetime().nullable(),
      /** One such line as it stands there, masked. */
      sample: z.string(),
    }),
  ),
  /** There were more kinds. */
  truncated: z.boolean(),
})
export type LogSummary = z.infer<typeof logSummarySchema>

const settingNameSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, {
  error: 'must be the name of a setting, such as OPENAI_MODEL',
})

/** Stands for a secret that was handed to the agent (`stage`) and that nobody else holds. */
export const stagedHandleSchema = z.string().regex(/^staged-[a-z0-9]{16,40}$/, {
  error: 'must be the handle of a staged value',
})

/** What a setting is to be: a value, nothing (null), or a secret that was staged. */
export const settingChangeSchema = z.union([
  z.strictObject({ name: settingNameSchema, value: z.string().max(4_000).nullable() }),
  z.strictObject({ name: settingNameSchema, staged: stagedHandleSchema }),
])
export type SettingChange = z.infer<typeof settingChangeSchema>

const settingChangesSchema = z.array(settingChangeSchema).min(1).max(30)

/** The name of a copy of the settings file, such as `.env.production.backup.20261128_140311`. */
export const backupNameSchema = z.string().regex(/^[A-Za-z0-9._-]{1,120}$/, {
  error: 'must be the name of a backup of the settings',
})

export const settingsViewSchema = z.object({
  /** The file's name, without its folder. */
  file: z.string(),
  /** Of the file's text; for telling whether somebody else changed it meanwhile. */
  file_digest: z.string(),
  settings: z.array(
    z.object({
      name: z.string(),
      doc: z.string(),
      secret: z.boolean(),
      /** Whether it may be changed from here. */
      changeable: z.boolean(),
      /** As the file has it, a secret masked; null where the file does not set it. */
      value: z.string().nullable(),
    }),
  ),
})
export type SettingsView = z.infer<typeof settingsViewSchema>

export const settingsDiffSchema = z.object({
  file: z.string(),
  file_digest: z.string(),
  /** Secrets masked: such as `set, ends in …x7Qa` becomes `another value`. */
  lines: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })),
  /** Why the settings would not be valid then; empty where they would. */
  problems: z.array(z.string()),
})
export type SettingsDiff = z.infer<typeof settingsDiffSchema>

/** Statements that the agent may run on the stack's database, by name; it holds no others. */
export const statementNames = ['ping', 'slowest_statements', 'table_sizes'] as const
export type StatementName = (typeof statementNames)[number]

export const statementResultSchema = z.object({
  columns: z.array(z.string()),
  /** As text, masked and bounded; null where the database has none. */
  rows: z.array(z.array(z.string().nullable())),
})
export type StatementResult = z.infer<typeof statementResultSchema>

/** Sessions that maintenance may delete: begun before a time, and not used since; some are spared. */
const oldSessionsSchema = z.strictObject({
  cutoff: z.iso.datetime(),
  /** Sessions that stay whatever their age. */
  spared: z.array(z.string().min(1).max(200)).max(5_000),
})

export const oldSessionsCountSchema = z.object({
  /** What would be deleted. */
  sessions: z.number().int(),
  messages: z.number().int(),
  /** Those of the spared that are old. */
  spared: z.array(z.string()),
  /** How many are old, but were used since. */
  in_use: z.number().int(),
})
export type OldSessionsCount = z.infer<typeof oldSessionsCountSchema>

/** The tables that maintenance cleans, one at a time; the names are the runbook's. */
export const maintainedTables = [
  'ai_sessions',
  'ai_messages',
  'knowledge_documents',
  'knowledge_chunks',
  'knowledge_posting_lists',
] as const

/** The name of a backup (SOP-007), such as `ai_assistant_20261128_140311`. */
export const fullBackupSchema = z.string().regex(/^ai_assistant_\d{8}_\d{6}$/, {
  error: 'must be the name of a backup, such as ai_assistant_20261128_140311',
})

/** Of a backup's manifest: whatever is changed in the backup gives another one, or does not fit it. */
const manifestDigestSchema = z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be the digest of a manifest' })

/** What a backup takes, and whether one can be made. */
export const backupMeansSchema = z.object({
  /** Why none can be made, proved or restored now; null where nothing speaks against it. */
  refusal: z.object({ code: z.string(), message: z.string(), action: z.string().optional() }).nullable(),
  /** The version of pg_dump and psql; like all that follows null where it could not be had. */
  tools: z.string().nullable(),
  /** The versions of the servers, such as 170006. */
  servers: z.object({ assistant: z.number().int(), ops: z.number().int() }).nullable(),
  /** What the next backup takes at most, by experience. */
  estimated_bytes: z.number().int().nullable(),
  free_bytes: z.number().int().nullable(),
})
export type BackupMeans = z.infer<typeof backupMeansSchema>

const rowsSchema = z.record(z.string(), z.number().int())

export const listedBackupSchema = z.object({
  backup: z.string(),
  made_at: z.iso.datetime().nullable(),
  /** The version of the program that made it. */
  program: z.string().nullable(),
  manifest_digest: z.string().nullable(),
  bytes: z.number().int(),
  /** Rows by table. */
  assistant: rowsSchema,
  ops: rowsSchema,
  /** What came of restoring it into a scratch database, as it is now; null where that was not tried. */
  proof: z
    .object({ at: z.iso.datetime(), outcome: z.enum(['proved', 'failed']), detail: z.string() })
    .nullable(),
  /** Why it cannot be used; null where nothing speaks against it at a quick look. */
  unusable: z.string().nullable(),
})
export type ListedBackup = z.infer<typeof listedBackupSchema>

const ofBackup = z.strictObject({ backup: fullBackupSchema })

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
  /** Counts the warnings and errors of a time by kind, in every log of a service. */
  log_summary: {
    request: ofService.extend({ since: z.iso.datetime(), until: z.iso.datetime().optional() }),
    response: logSummarySchema,
  },
  /** The settings file of the assistant. */
  settings: { request: z.strictObject({}), response: settingsViewSchema },
  /** What changes would make of it. */
  settings_diff: {
    request: z.strictObject({ changes: settingChangesSchema }),
    response: settingsDiffSchema,
  },
  /** Runs a named statement on the stack's database. */
  statement: {
    request: z.strictObject({ statement: z.enum(statementNames) }),
    response: statementResultSchema,
  },
  /** Counts the sessions that could be deleted. */
  old_sessions: { request: oldSessionsSchema, response: oldSessionsCountSchema },
  /** Whether a backup can be made here, and what it takes. */
  backup_means: { request: z.strictObject({}), response: backupMeansSchema },
  /** The backups that there are, newest first. */
  backups: { request: z.strictObject({}), response: z.object({ backups: z.array(listedBackupSchema) }) },
  /** Counts the rows that the assistant's database has now, of the tables that a backup holds. */
  stored_rows: { request: z.strictObject({}), response: z.object({ rows: rowsSchema }) },
} as const

/** Verbs that act, each an operation. */
export const actVerbs = {
  start: { request: ofService, response: serviceStateSchema },
  stop: { request: ofService, response: serviceStateSchema },
  restart: { request: ofService, response: serviceStateSchema },
  /** Makes a service's processes anew with the settings as the file has them now; as many as there were. */
  recreate: { request: ofService, response: serviceStateSchema },
  /** Copies the settings file, then writes it. Refused (409) where the file is no longer the one of the digest. */
  write_settings: {
    request: z.strictObject({ file_digest: z.string(), changes: settingChangesSchema }),
    response: z.object({ backup: backupNameSchema, file_digest: z.string() }),
  },
  /** Puts a copy back in the settings file's place. */
  restore_settings: {
    request: z.strictObject({ backup: backupNameSchema }),
    response: z.object({ file_digest: z.string() }),
  },
  /**
   * Deletes some old sessions with their messages, in one transaction, under a name of the caller's: where there is
   * a deletion of this name already, nothing more is deleted, and what it did is told again.
   */
  delete_sessions: {
    request: oldSessionsSchema.extend({
      deletion: z.string().regex(/^[A-Za-z0-9-]{8,100}$/),
      most: z.number().int().min(1).max(10_000),
    }),
    response: z.object({ sessions: z.number().int(), messages: z.number().int() }),
  },
  /** Does one piece of upkeep on one table, without keeping anybody from working on it. */
  maintain_table: {
    request: z.strictObject({
      table: z.enum(maintainedTables),
      task: z.enum(['vacuum', 'reindex']),
    }),
    response: z.object({ seconds: z.number() }),
  },
  /** Tells the planner what every table looks like now. */
  refresh_statistics: { request: z.strictObject({}), response: z.object({ seconds: z.number() }) },
  /** Writes what both databases hold, and the settings, into a folder of its own. */
  create_backup: {
    request: z.strictObject({}),
    response: z.object({
      backup: fullBackupSchema,
      manifest_digest: manifestDigestSchema,
      bytes: z.number().int(),
    }),
  },
  /** Restores it into databases made for it, compares what came of it with what was dumped, and drops them. */
  prove_backup: {
    request: ofBackup,
    response: z.object({
      backup: fullBackupSchema,
      manifest_digest: manifestDigestSchema,
      proved_at: z.iso.datetime(),
    }),
  },
  /**
   * Makes the assistant's database what it was then, all of it or nothing; where it is that already, nothing is done.
   * Refused (409) where the backup was not proved, or its manifest is no longer the one of the digest.
   */
  restore_backup: {
    request: ofBackup.extend({ manifest_digest: manifestDigestSchema }),
    response: z.object({
      backup: fullBackupSchema,
      made_at: z.iso.datetime(),
      rows: rowsSchema,
      /** It was so already. */
      untouched: z.boolean(),
    }),
  },
  /** Removes the oldest ones until so many are left; never the newest that was proved, nor those that are spared. */
  prune_backups: {
    request: z.strictObject({
      keep: z.number().int().min(1).max(1_000),
      spare: z.array(fullBackupSchema).max(200).default([]),
    }),
    response: z.object({ removed: z.array(fullBackupSchema), kept: z.array(fullBackupSchema) }),
  },
} as const

export type ReadVerb = keyof typeof readVerbs
export type ActVerb = keyof typeof actVerbs
/** The verbs that act on one service. */
export type ServiceVerb = ServiceState['allows'][number]
export type ReadRequest<Verb extends ReadVerb> = z.input<(typeof readVerbs)[Verb]['request']>
export type ReadResponse<Verb extends ReadVerb> = z.output<(typeof readVerbs)[Verb]['response']>
export type ActResponse<Verb extends ActVerb> = z.output<(typeof actVerbs)[Verb]['response']>

/** PUT /staged/:handle. The value stays with the agent, for half an hour or until it is written. */
export const stagedValueSchema = z.strictObject({
  name: settingNameSchema,
  value: z.string().min(1).max(4_000),
})
export type StagedValue = z.infer<typeof stagedValueSchema>

const serviceCall = <const Verb extends ServiceVerb>(verb: Verb) =>
  z.strictObject({ verb: z.literal(verb), request: actVerbs[verb].request })

/** PUT /operations/:id. The same id with another call is refused (409). */
export const operationCallSchema = z.discriminatedUnion('verb', [
  serviceCall('start'),
  serviceCall('stop'),
  serviceCall('restart'),
  serviceCall('recreate'),
  z.strictObject({ verb: z.literal('write_settings'), request: actVerbs.write_settings.request }),
  z.strictObject({ verb: z.literal('restore_settings'), request: actVerbs.restore_settings.request }),
  z.strictObject({ verb: z.literal('delete_sessions'), request: actVerbs.delete_sessions.request }),
  z.strictObject({ verb: z.literal('maintain_table'), request: actVerbs.maintain_table.request }),
  z.strictObject({ verb: z.literal('refresh_statistics'), request: actVerbs.refresh_statistics.request }),
  z.strictObject({ verb: z.literal('create_backup'), request: actVerbs.create_backup.request }),
  z.strictObject({ verb: z.literal('prove_backup'), request: actVerbs.prove_backup.request }),
  z.strictObject({ verb: z.literal('restore_backup'), request: actVerbs.restore_backup.request }),
  z.strictObject({ verb: z.literal('prune_backups'), request: actVerbs.prune_backups.request }),
])
export type OperationCall = z.infer<typeof operationCallSchema>

export const operationSchema = z.object({
  id: z.string(),
  verb: z.string(),
  request: z.record(z.string(), z.unknown()),
  /** `unknown`: it was begun, and the agent was interrupted before it knew the end. */
  state: z.enum(['running', 'done', 'failed', 'unknown']),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  /** What the verb answers, as `actVerbs` has it; null until it is done. */
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z.object({ code: z.string(), message: z.string(), action: z.string().optional() }).nullable(),
})
export type Operation = z.infer<typeof operationSchema>

export const agentPaths = {
  health: '/health',
  verb: (verb: ReadVerb) => `/verbs/${verb}`,
  operation: (id: string) => `/operations/${encodeURIComponent(id)}`,
  staged: (handle: string) => `/staged/${encodeURIComponent(handle)}`,
} as const

/** Every refusal, as the assistant's. */
export const agentErrorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), action: z.string().optional() }),
})
