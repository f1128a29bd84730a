import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import type { Schema } from '../../migrate.ts'
import type { BackupParts } from './backups.ts'
import { factsOfFile } from './dump-file.ts'
import { type Manifest, migrationsBeside, type ReadManifest, readManifest } from './manifest.ts'
import { askLive } from './psql.ts'

/** A backup whose every file is what its manifest says. */
export interface WholeBackup extends ReadManifest {
  folder: string
}

/** @throws UserError where it is not whole, or not for this program or these servers. */
export async function openWhole(
  parts: BackupParts,
  name: string,
  servers: Schema[],
  signal: AbortSignal,
): Promise<WholeBackup> {
  const folder = await parts.shelf.pathOf(name)
  const read = await readManifest(folder)
  await requireSizes(folder, read.manifest)
  for (const server of servers) await requireFit(parts, read.manifest, server, signal)
  for (const [file, { sha256 }] of Object.entries(read.manifest.files)) {
    if ((await factsOfFile(join(folder, file), signal)).sha256 !== sha256) throw notAsSaid(file)
  }
  return { folder, ...read }
}

/** The quick look, for lists. @throws UserError */
export async function requireSizes(folder: string, { files }: Manifest): Promise<void> {
  for (const [file, { size }] of Object.entries(files)) {
    const found = await lstat(join(folder, file)).catch(() => undefined)
    if (!found?.isFile() || found.size !== size) throw notAsSaid(file)
  }
}

async function requireFit(
  { tools }: BackupParts,
  manifest: Manifest,
  server: Schema,
  signal: AbortSignal,
): Promise<void> {
  const { foreign } = migrationsBeside(manifest, server)
  if (foreign.length > 0) {
    throw new UserError(
      'other_program',
      `The backup is of another version of the program (${manifest.program}; ${foreign.slice(0, 3).join(', ')}).`,
      { status: 409, action: 'Use the version that made it.' },
    )
  }
  const sql = "SELECT current_setting('server_version_num');"
  const here = Number(await askLive(tools, server, 'owner', sql, signal))
  const { version } = manifest.servers[server]
  if (Math.floor(version / 10_000) <= Math.floor(here / 10_000)) return
  throw new UserError('newer_server', `The backup is of PostgreSQL ${version}, newer than the server here.`, {
    status: 409,
    action: 'Upgrade the server first.',
  })
}

function notAsSaid(file: string): UserError {
  return new UserError('backup_broken', `${file} is not what the backup's manifest says.`, {
    status: 422,
    action: 'Do not use it; take another backup.',
  })
}
