import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import type { Schema } from '../../migrate.ts'
import type { BackupParts } from './backups.ts'
import { type Manifest, migrationsBeside, readManifest } from './manifest.ts'
import { partOf } from './parts.ts'
import { readProof } from './proof.ts'
import { replay } from './replay.ts'
import { openWhole } from './whole.ts'

/** What is to become of a live database. */
export interface Restoring {
  backup: string
  /** Of the manifest that whoever wants it has seen. */
  manifestDigest: string
  server: Schema
}

/**
 * Makes a live database what it was at the time of a backup, in one transaction: either all of it, compared with the
 * manifest, or nothing has changed. Only of a backup that was proved as it is now.
 * @throws UserError
 */
export async function restoreBackup(
  parts: BackupParts,
  { backup, manifestDigest, server }: Restoring,
  signal: AbortSignal,
): Promise<Manifest> {
  const folder = await parts.shelf.pathOf(backup)
  const { manifest, digest } = await readManifest(folder)
  if (digest !== manifestDigest) throw other()
  if ((await readProof(folder, digest))?.outcome !== 'proved') throw notProved(backup)
  requireAll(manifest, server)
  const whole = await openWhole(parts, backup, [server], signal)
  if (whole.digest !== manifestDigest) throw other()
  const part = partOf[server]
  const file = whole.manifest.files[part.file]
  if (file === undefined) throw other()
  const database = parts.tools.live[server]
  const expected = whole.manifest.parts[part.name]
  const job = { part, path: join(folder, part.file), file, expected, database, isLive: true }
  await replay(parts.tools, job, signal)
  return whole.manifest
}

/** The program works on the tables as its newest migration leaves them. */
function requireAll(manifest: Manifest, server: Schema): void {
  const { lacking } = migrationsBeside(manifest, server)
  if (lacking.length === 0) return
  throw new UserError(
    'older_program',
    `The backup is older than this version of the program: it lacks ${lacking.slice(0, 3).join(', ')}.`,
    {
      status: 409,
      action: `Restore it with version ${manifest.program}, which made it, then start the newer one, which upgrades it.`,
    },
  )
}

function other(): UserError {
  return new UserError('other_backup', 'The backup is not the one that was looked at.', {
    status: 409,
    action: 'Look at it again.',
  })
}

function notProved(name: string): UserError {
  return new UserError('not_proved', `The backup ${name} was not proved as it is now.`, {
    status: 409,
    action: 'Prove it first.',
  })
}
