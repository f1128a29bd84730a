import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import {
  type ActResponse,
  type ActVerb,
  type actVerbs,
  type LogSource,
  logSourceSchema,
  type ReadVerb,
  type readVerbs,
  type ServiceState,
  type ServiceVerb,
} from '../agent-api.ts'
import type { BackupParts } from './backups/backups.ts'
import { backupActs, backupReads } from './backups/verbs.ts'
import { lastLines } from './last-lines.ts'
import { fileLines, inWindow, type Window } from './log-stream.ts'
import { type LogToRead, summarise } from './log-summary.ts'
import type { Maintenance } from './maintenance/maintenance.ts'
import { upkeepMs } from './maintenance/upkeep.ts'
import type { Mask } from './mask.ts'
import { lineText, sentence } from './output.ts'
import type { Services } from './services.ts'
import type { Settings } from './settings/settings.ts'
import type { Stack } from './stack.ts'
import type { RunStatement } from './statements.ts'

/** What verbs need. */
export interface VerbParts {
  stack: Stack
  services: Services
  mask: Mask
  settings: Settings
  runStatement: RunStatement
  maintenance: Maintenance
  backups: BackupParts
  /** Where the assistant writes its two log files; undefined where it writes none. */
  logFolder: string | undefined
}

/** A verb: how long it may take (milliseconds), and what it does, after the request was checked. */
export interface VerbOf<Request, Response> {
  timeoutMs: number
  work(parts: VerbParts, request: Request, signal: AbortSignal): Promise<Response>
}

type ReadTable = {
  [Verb in ReadVerb]: VerbOf<
    z.output<(typeof readVerbs)[Verb]['request']>,
    z.input<(typeof readVerbs)[Verb]['response']>
  >
}
type ActTable = {
  [Verb in ActVerb]: VerbOf<z.output<(typeof actVerbs)[Verb]['request']>, ActResponse<Verb>>
}

/** How long the logs are read for a summary, in milliseconds: what could be read by then is told. */
const summaryMs = 8_000

/** The verbs that look. */
export const reading: ReadTable = {
  ps: {
    timeoutMs: 10_000,
    work: async (parts, _, signal) => {
      const here = [...parts.services.keys()].filter((service) => parts.stack.has(service))
      return { services: await statesOf(parts, here, signal) }
    },
  },
  probe: {
    timeoutMs: 10_000,
    work: async ({ stack, mask }, { service }, signal) => {
      const replicas = await stack.probe(service, signal)
      return {
        service,
        replicas: replicas.map((replica) => ({ ...replica, detail: sentence(mask(replica.detail)) })),
      }
    },
  },
  logs: {
    timeoutMs: 10_000,
    work: async ({ stack, mask, settings }, { service, since, lines, errors_only }, signal) => {
      await learnSecrets(settings)
      const from = since === undefined ? undefined : new Date(since)
      const output = inWindow(stack.output(service, from, signal), { since: from })
      const found = await lastLines(output, { most: lines, errorsOnly: errors_only })
      const told = found.lines.map((line) => ({ ...line, text: lineText(mask(line.text)) }))
      return { service, ...found, lines: told }
    },
  },
  stats: {
    timeoutMs: 10_000,
    work: async ({ stack }, { service }, signal) => ({
      service,
      replicas: await stack.stats(service, signal),
    }),
  },
  log_summary: {
    timeoutMs: summaryMs + 2_000,
    work: async (parts, { service, since, until }, signal) => {
      await learnSecrets(parts.settings)
      const window = { since: new Date(since), until: until === undefined ? undefined : new Date(until) }
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(summaryMs)])
      const logs = await Promise.all(
        logSourceSchema.options.map((source) => logOf(parts, service, source, window, inTime)),
      )
      return { service, ...(await summarise(logs, parts.mask, inTime)) }
    },
  },
  settings: {
    timeoutMs: 5_000,
    work: async ({ settings, mask }) => {
      const view = await settings.view()
      const rows = view.settings.map((row) => ({
        ...row,
        value: row.value === null ? null : lineText(mask(row.value)),
      }))
      return { ...view, settings: rows }
    },
  },
  settings_diff: {
    timeoutMs: 5_000,
    work: async ({ settings, mask }, { changes }) => {
      const diff = await settings.diff(changes)
      const text = (value: string): string => lineText(mask(value))
      const lines = diff.lines.map(({ name, before, after }) => ({
        name,
        before: text(before),
        after: text(after),
      }))
      return { ...diff, lines, problems: diff.problems.map(text) }
    },
  },
  statement: {
    timeoutMs: 10_000,
    work: async ({ runStatement, mask }, { statement }) => {
      const { columns, rows } = await runStatement(statement)
      const text = (value: string | null): string | null => (value === null ? null : lineText(mask(value)))
      return { columns, rows: rows.map((row) => row.map(text)) }
    },
  },
  old_sessions: {
    timeoutMs: 10_000,
    work: ({ maintenance }, request, signal) => maintenance.oldSessions(request, signal),
  },
  backup_means: { timeoutMs: 20_000, work: ({ backups }, _, signal) => backupReads.means(backups, signal) },
  backups: { timeoutMs: 10_000, work: ({ backups }) => backupReads.list(backups) },
  stored_rows: { timeoutMs: 30_000, work: ({ backups }, _, signal) => backupReads.rows(backups, signal) },
}

/** Only the assistant writes files. */
async function logOf(
  { stack, logFolder }: VerbParts,
  service: string,
  source: LogSource,
  window: Window,
  signal: AbortSignal,
): Promise<LogToRead> {
  if (source === 'output')
    return { source, lines: inWindow(stack.output(service, window.since, signal), window) }
  const path = logFolder === undefined ? undefined : join(logFolder, source)
  const isHere =
    service === 'ai_assistant' &&
    path !== undefined &&
    (await access(path).then(
      () => true,
      () => false,
    ))
  if (!isHere) return { source, lines: null }
  return { source, lines: inWindow(fileLines([`${path}.1`, path], window.since, signal), window) }
}

/** Secrets that somebody wrote into the settings file by hand are masked too. A file that cannot be read has none. */
async function learnSecrets(settings: Settings): Promise<void> {
  await settings.values().catch(() => undefined)
}

const act = <Verb extends ServiceVerb>(verb: Verb, timeoutMs: number): VerbOf<Of, ServiceState> => ({
  timeoutMs,
  work: async (parts, { service }, signal) => {
    await parts.stack[verb](service, signal)
    const [state] = await statesOf(parts, [service], signal)
    if (state === undefined) throw new Error(`${service} is gone`)
    return state
  },
})
type Of = { service: string }

const minute = 60_000

/** The verbs that act. A start waits until the service answers. */
export const acting: ActTable = {
  start: act('start', 60_000),
  stop: act('stop', 30_000),
  restart: act('restart', 75_000),
  recreate: act('recreate', 90_000),
  write_settings: {
    timeoutMs: 10_000,
    work: ({ settings }, { file_digest, changes }) => settings.write(file_digest, changes),
  },
  restore_settings: {
    timeoutMs: 10_000,
    work: ({ settings }, { backup }) => settings.restore(backup),
  },
  delete_sessions: {
    timeoutMs: 60_000,
    work: ({ maintenance }, request, signal) => maintenance.deleteSessions(request, signal),
  },
  maintain_table: {
    timeoutMs: upkeepMs + 30_000,
    work: ({ maintenance }, request, signal) => maintenance.maintainTable(request, signal),
  },
  refresh_statistics: {
    timeoutMs: upkeepMs + 30_000,
    work: ({ maintenance }, _, signal) => maintenance.refreshStatistics(signal),
  },
  // So long as large manuals take, and not for ever.
  create_backup: {
    timeoutMs: 45 * minute,
    work: ({ backups }, _, signal) => backupActs.create(backups, signal),
  },
  prove_backup: {
    timeoutMs: 90 * minute,
    work: ({ backups }, request, signal) => backupActs.prove(backups, request, signal),
  },
  restore_backup: {
    timeoutMs: 90 * minute,
    work: ({ backups }, request, signal) => backupActs.restore(backups, request, signal),
  },
  prune_backups: {
    timeoutMs: 5 * minute,
    work: ({ backups }, request) => backupActs.prune(backups, request),
  },
}

async function statesOf({ stack, services }: VerbParts, names: string[], signal: AbortSignal) {
  const states = await stack.states(names, signal)
  return states.map((state) => ({ ...state, allows: [...(services.get(state.service) ?? [])] }))
}
