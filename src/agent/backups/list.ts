import type { ListedBackup } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import type { BackupParts } from './backups.ts'
import { readManifest } from './manifest.ts'
import { readProof } from './proof.ts'
import { rowsOf } from './rows.ts'
import { requireSizes } from './whole.ts'

/** The backups, newest first, by a quick look: files by their sizes. */
export async function listBackups(parts: BackupParts): Promise<ListedBackup[]> {
  const names = await parts.shelf.names()
  return Promise.all(names.map((name) => describe(parts, name)))
}

async function describe({ shelf }: BackupParts, backup: string): Promise<ListedBackup> {
  const nothing = {
    backup,
    made_at: null,
    program: null,
    manifest_digest: null,
    bytes: 0,
    assistant: {},
    ops: {},
    proof: null,
  }
  try {
    const folder = await shelf.pathOf(backup)
    const { manifest, digest } = await readManifest(folder)
    const { made_at, program, files, parts } = manifest
    const proof = await readProof(folder, digest)
    return {
      backup,
      made_at,
      program,
      manifest_digest: digest,
      bytes: Object.values(files).reduce((sum, { size }) => sum + size, 0),
      assistant: rowsOf(parts.assistant),
      ops: rowsOf(parts.ops),
      proof: proof && { at: proof.at, outcome: proof.outcome, detail: proof.detail },
      unusable: await reason(requireSizes(folder, manifest)),
    }
  } catch (error) {
    return { ...nothing, unusable: wordsOf(error) }
  }
}

async function reason(check: Promise<void>): Promise<string | null> {
  return check.then(() => null, wordsOf)
}

const wordsOf = (error: unknown): string =>
  error instanceof UserError ? error.message : 'It cannot be read.'
