import { lstat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, UserError } from '../../errors.ts'
import type { Schema } from '../../migrate.ts'
import type { PgTools } from './pg-tools.ts'
import { askLive } from './psql.ts'

/** What a backup takes and what there is for it. */
export interface Means {
  tools: string
  /** As `server_version_num` has it. */
  servers: Record<Schema, number>
  estimatedBytes: number
  freeBytes: number
}

/** What there is beside the databases, and what is always there, in bytes. */
const beside = 20_000_000

/**
 * A dump writes every byte of an original as two signs, and what the server keeps compressed in full. Manuals are
 * dumped twice, as the runbook has it.
 */
const perByte = 2.5

const measure: Record<Schema, string> = {
  assistant: `SELECT current_setting('server_version_num'), pg_database_size(current_database())
    + coalesce(pg_total_relation_size(to_regclass('public.knowledge_documents')), 0);`,
  ops: "SELECT current_setting('server_version_num'), pg_database_size(current_database());",
}

/** @throws UserError which says why no backup can be made: the programs, or a server that does not answer. */
export async function findMeans(tools: PgTools, folder: string, signal: AbortSignal): Promise<Means> {
  const assistant = await measured(tools, 'assistant', signal)
  const ops = await measured(tools, 'ops', signal)
  return {
    tools: await tools.version('assistant', signal),
    servers: { assistant: assistant.version, ops: ops.version },
    estimatedBytes: Math.ceil((assistant.bytes + ops.bytes) * perByte) + beside,
    freeBytes: await freeBytesAt(folder),
  }
}

async function measured(
  tools: PgTools,
  server: Schema,
  signal: AbortSignal,
): Promise<{ version: number; bytes: number }> {
  const programs = await tools.version(server, signal)
  const [version = '', bytes = ''] = (await askLive(tools, server, 'owner', measure[server], signal)).split(
    '|',
  )
  if (Number.parseInt(programs, 10) < Math.floor(Number(version) / 10_000)) {
    throw new UserError('old_pg_tools', `PostgreSQL's programs (${programs}) are older than its server.`, {
      status: 503,
      action: "Install programs of the server's version, then try again.",
    })
  }
  return { version: Number(version), bytes: Number(bytes) }
}

/** In the folder, or the one above it that is there. */
async function freeBytesAt(folder: string): Promise<number> {
  try {
    await lstat(folder)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    return freeBytesAt(dirname(folder))
  }
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** @throws UserError where the disk would be full before a backup is done. */
export function requireRoom({ estimatedBytes, freeBytes }: Means): void {
  if (freeBytes >= estimatedBytes) return
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`
  throw new UserError(
    'no_room',
    `A backup may take ${megabytes(estimatedBytes)}, and ${megabytes(freeBytes)} are free.`,
    { status: 507, action: 'Free some space where the backups are, or remove old ones.' },
  )
}
