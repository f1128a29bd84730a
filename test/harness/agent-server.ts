import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupParts } from '../../src/agent/backups/backups.ts'
import { localTools } from '../../src/agent/backups/local-tools.ts'
import { backupShelf } from '../../src/agent/backups/shelf.ts'
import { growingMask } from '../../src/agent/growing-mask.ts'
import { type Journal, openJournal } from '../../src/agent/journal.ts'
import { maintenanceOn } from '../../src/agent/maintenance/maintenance.ts'
import type { Mask } from '../../src/agent/mask.ts'
import { type AgentServer, startServer } from '../../src/agent/server.ts'
import { listedServices } from '../../src/agent/services.ts'
import { settingsFile } from '../../src/agent/settings/file.ts'
import { createSettings, type Settings } from '../../src/agent/settings/settings.ts'
import { stagedValues } from '../../src/agent/settings/staged.ts'
import type { Stack } from '../../src/agent/stack.ts'
import { statementsOn } from '../../src/agent/statements.ts'
import type { OperationCall } from '../../src/agent-api.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { newTokenKeys, tokenSigner } from '../../src/tokens.ts'

export interface AgentServerOptions {
  /** The signing keys, where others are to be used than its own. */
  keys?: { privateKey: string; publicKey: string }
  /** Secrets that it masks. */
  secrets?: string[]
  /** The database of the named statements. */
  databaseUrl?: string
  /** The same for its upkeep. */
  maintenanceUrl?: string
  /** What backups are made with; without it of databases that nobody can reach. */
  backups?: BackupParts
  /** How long acts may take, in milliseconds. */
  timeoutMs?: number
  /** Whether it is still starting its services. */
  isStarting?: () => boolean
  /** SERVICES, where it is not the default. */
  listed?: string
}

/** The agent's real HTTP server, over whichever stack. */
export interface ServedAgent {
  url: string
  folder: string
  journalPath: string
  /** Where the assistant's two log files would be. */
  logFolder: string
  privateKey: string
  /** With a token of somebody's, or none. */
  call(method: string, path: string, body?: unknown, subject?: string | null): Promise<Response>
  put(id: string, call: OperationCall): Promise<Response>
  /**
   * As after a kill of the agent: a new server at the same address, which knows only the journal.
   * @param timeoutMs how long acts may take from then on; undefined for the usual.
   */
  reopen(timeoutMs?: number): Promise<void>
  /** The server goes away, as while it is restarted; `reopen` brings it back. */
  vanish(): Promise<void>
}

/** What a stack is made with. */
export interface Workshop {
  mask: Mask
  settings(): Settings
  /** The assistant's settings; what it starts with is what stands there then, until it is made anew. */
  settingsPath: string
}

/** The settings file of an agent in a folder, empty at first. */
export function workshop(folder: string, secrets: string[], settingsName = 'settings.env'): Workshop {
  const masking = growingMask(secrets)
  const settingsPath = join(folder, settingsName)
  writeFileSync(settingsPath, '', { mode: 0o600 })
  mkdirSync(join(folder, 'ai_assistant'), { recursive: true })
  const settings = () =>
    createSettings({
      file: settingsFile(settingsPath),
      staged: stagedValues(join(folder, 'agent/staged')),
      secrets: masking,
    })
  return { mask: masking.mask, settings, settingsPath }
}

/** Serves a stack's verbs, as the agent does. */
export async function serveAgent(
  folder: string,
  stack: Stack,
  { mask, settings }: Workshop,
  options: AgentServerOptions,
): Promise<ServedAgent> {
  const { keys = newTokenKeys() } = options
  const journalPath = join(folder, 'agent/journal.jsonl')
  const logFolder = join(folder, 'ai_assistant')
  const config = readConfig({ LOG_DIR: '', ...(options.listed && { SERVICES: options.listed }) })
  const log = createLog(config, 'agent', { write: () => undefined })
  const open = async (
    port: number,
    timeoutMs = options.timeoutMs,
  ): Promise<{ journal: Journal; server: AgentServer }> => {
    const journal = openJournal(journalPath)
    const server = await startServer({
      stack,
      services: listedServices(config),
      mask,
      settings: settings(),
      runStatement: statementsOn(options.databaseUrl),
      maintenance: maintenanceOn(options.maintenanceUrl),
      backups: options.backups ?? nowhere(folder),
      logFolder,
      journal,
      log,
      publicKey: keys.publicKey,
      port,
      ...(options.isStarting !== undefined && { isStarting: options.isStarting }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    })
    return { journal, server }
  }
  let opened = await open(0)
  const { url } = opened.server
  const vanish = async (): Promise<void> => {
    // First, so that what is under way can say nothing more: as if it had been killed.
    opened.journal.close()
    await opened.server.close()
  }
  const sign = tokenSigner(keys.privateKey)
  const call: ServedAgent['call'] = async (method, path, body, subject = 'bot') =>
    fetch(url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(subject !== null && {
          authorization: `Bearer ${await sign({ subject, roles: [] }, 'agent')}`,
        }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return {
    url,
    folder,
    journalPath,
    logFolder,
    privateKey: keys.privateKey,
    call,
    put: (id, operation) => call('PUT', `/operations/${encodeURIComponent(id)}`, operation),
    reopen: async (timeoutMs) => {
      await vanish()
      opened = await open(Number(new URL(url).port), timeoutMs)
    },
    vanish,
  }
}

function nowhere(folder: string): BackupParts {
  const url = 'postgres://nobody@127.0.0.1:9/nothing'
  const server = { ownerUrl: url, makerUrl: url }
  return {
    tools: localTools({ assistant: server, ops: server }),
    shelf: backupShelf(join(folder, 'backups')),
    settingsFiles: [],
    version: '0.0.0',
    now: () => new Date(),
    stopping: new AbortController().signal,
  }
}
