import { resolve } from 'node:path'
import type { AgentBase } from './base.ts'
import { openJournal } from './journal.ts'
import { type ServerParts, startServer } from './server.ts'

/** What differs between the two forms of the agent. */
export type FormParts = Pick<
  ServerParts,
  | 'stack'
  | 'services'
  | 'settings'
  | 'runStatement'
  | 'maintenance'
  | 'backups'
  | 'publicKey'
  | 'host'
  | 'isStarting'
>

/** Opens the agent's API over one of its forms; returns its address. */
export async function openServer(base: AgentBase, form: FormParts): Promise<string> {
  const { config, folders, mask, log, undo } = base
  const journal = openJournal(folders.journal)
  const logFolder = config.LOG_DIR === '' ? undefined : resolve(config.LOG_DIR, 'ai_assistant')
  const server = await startServer({ ...form, mask, journal, log, logFolder, port: config.AGENT_PORT })
  undo.add(journal.close)
  undo.add(server.close)
  return server.url
}
