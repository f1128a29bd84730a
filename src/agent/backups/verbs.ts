import type { ActResponse, BackupMeans, ReadResponse } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import type { BackupParts } from './backups.ts'
import { createBackup } from './create.ts'
import { isLike } from './is-like.ts'
import { endLeftovers } from './leftovers.ts'
import { listBackups } from './list.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { findMeans, requireRoom } from './means.ts'
import { partOf } from './parts.ts'
import { proveBackup } from './prove.ts'
import { pruneBackups } from './prune.ts'
import { restoreBackup } from './restore.ts'
import { rowsOf } from './rows.ts'
import { storedRows } from './stored-rows.ts'

/** What the agent's verbs tell of backups. */
export const backupReads = {
  means: async (parts: BackupParts, signal: AbortSignal): Promise<BackupMeans> => {
    try {
      const means = await findMeans(parts.tools, parts.shelf.folder, signal)
      const { tools, servers, estimatedBytes, freeBytes } = means
      const told = { tools, servers, estimated_bytes: estimatedBytes, free_bytes: freeBytes }
      return { refusal: refusalOf(() => requireRoom(means)), ...told }
    } catch (error) {
      signal.throwIfAborted()
      const refusal = refusalOf(() => {
        throw error
      })
      return { refusal, tools: null, servers: null, estimated_bytes: null, free_bytes: null }
    }
  },
  list: async (parts: BackupParts): Promise<ReadResponse<'backups'>> => ({
    backups: await listBackups(parts),
  }),
  rows: async ({ tools }: BackupParts, signal: AbortSignal): Promise<ReadResponse<'stored_rows'>> => ({
    rows: await storedRows(tools, partOf.assistant, signal),
  }),
}

/**
 * How long a restore may take, in milliseconds: less than the verb, so that what became of it can still be found out
 * and told.
 */
const restoreMs = 85 * 60_000

function tooLong(): UserError {
  return new UserError('timed_out', 'The restore took too long and was taken back; nothing was changed.', {
    status: 504,
    action: 'Look what the database is busy with, then try again.',
  })
}

/** What the agent's verbs do with them. */
export const backupActs = {
  create: async (parts: BackupParts, signal: AbortSignal): Promise<ActResponse<'create_backup'>> => {
    const backup = await createBackup(parts, whileUp(parts, signal))
    const { digest, manifest } = await readManifest(await parts.shelf.pathOf(backup))
    const bytes = Object.values(manifest.files).reduce((sum, { size }) => sum + size, 0)
    return { backup, manifest_digest: digest, bytes }
  },
  prove: async (
    parts: BackupParts,
    { backup }: { backup: string },
    signal: AbortSignal,
  ): Promise<ActResponse<'prove_backup'>> => {
    const { manifest_digest, at } = await proveBackup(parts, backup, whileUp(parts, signal))
    return { backup, manifest_digest, proved_at: at }
  },
  restore: async (
    parts: BackupParts,
    { backup, manifest_digest }: { backup: string; manifest_digest: string },
    signal: AbortSignal,
  ): Promise<ActResponse<'restore_backup'>> => {
    const restoring = { backup, manifestDigest: manifest_digest, server: 'assistant' as const }
    const told = ({ made_at, parts: { assistant } }: Manifest) => ({
      backup,
      made_at,
      rows: rowsOf(assistant),
    })
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(tooLong()), restoreMs)
    const inTime = AbortSignal.any([whileUp(parts, signal), late.signal])
    try {
      await endLeftovers(parts.tools, 'assistant', inTime)
      const { manifest, digest } = await readManifest(await parts.shelf.pathOf(backup))
      const isSo =
        digest === manifest_digest && (await isLike(parts.tools, partOf.assistant, manifest, inTime))
      if (isSo) return { ...told(manifest), untouched: true }
      return { ...told(await restoreBackup(parts, restoring, inTime)), untouched: false }
    } finally {
      clearTimeout(timer)
    }
  },
  prune: (
    parts: BackupParts,
    request: { keep: number; spare: string[] },
  ): Promise<ActResponse<'prune_backups'>> => pruneBackups(parts, request),
}

/** Nothing of it goes on when the agent stops. */
function whileUp({ stopping }: BackupParts, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, stopping])
}

function refusalOf(check: () => void): BackupMeans['refusal'] {
  try {
    check()
    return null
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const { code, message, action } = error
    return { code, message, ...(action !== undefined && { action }) }
  }
}
