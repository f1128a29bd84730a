import { join } from 'node:path'
import { messageOf, UserError } from '../../errors.ts'
import type { BackupParts } from './backups.ts'
import { isOfBackup } from './faults.ts'
import { readManifest } from './manifest.ts'
import { partNames, partOf } from './parts.ts'
import { type Proof, writeProof } from './proof.ts'
import { replay } from './replay.ts'
import { inScratch, sweepScratch } from './scratch.ts'
import { openWhole } from './whole.ts'

/**
 * Restores every part of a backup into a database that is made for it and dropped again, and compares it with the
 * manifest. What came of it stands beside the manifest.
 * @throws UserError where it is no good, or could not be tried.
 */
export async function proveBackup(parts: BackupParts, name: string, signal: AbortSignal): Promise<Proof> {
  const { tools, shelf, now } = parts
  const folder = await shelf.pathOf(name)
  const { digest } = await readManifest(folder)
  const proof = (outcome: Proof['outcome'], detail: string): Proof => ({
    manifest_digest: digest,
    at: now().toISOString(),
    outcome,
    detail,
  })
  for (const server of ['assistant', 'ops'] as const) await sweepScratch(tools, server, signal)
  try {
    await tryRestoring(parts, name, signal)
  } catch (error) {
    // What lies in the circumstances says nothing of the backup.
    if (isOfBackup(error)) await writeProof(folder, proof('failed', messageOf(error)))
    throw error
  }
  const proved = proof('proved', '')
  await writeProof(folder, proved)
  return proved
}

async function tryRestoring(parts: BackupParts, name: string, signal: AbortSignal): Promise<void> {
  const { tools } = parts
  const { folder, manifest } = await openWhole(parts, name, ['assistant', 'ops'], signal)
  for (const part of partNames.map((one) => partOf[one])) {
    const file = manifest.files[part.file]
    if (file === undefined) throw new UserError('backup_broken', `It has no ${part.file}.`)
    const expected = manifest.parts[part.name]
    await inScratch(tools, part.server, signal, (database) =>
      replay(tools, { part, path: join(folder, part.file), file, expected, database, isLive: false }, signal),
    )
    signal.throwIfAborted()
  }
}
