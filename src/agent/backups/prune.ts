import type { BackupParts } from './backups.ts'
import { listBackups } from './list.ts'

/**
 * Removes the oldest backups, of those that are whole, until so many are left. The newest one that was proved stays,
 * however old it is, like those that somebody means to restore; what cannot be read is left for people to look at.
 */
export async function pruneBackups(
  parts: BackupParts,
  { keep, spare }: { keep: number; spare: string[] },
): Promise<{ removed: string[]; kept: string[] }> {
  await parts.shelf.sweep()
  const listed = await listBackups(parts)
  const whole = listed.filter(({ unusable }) => unusable === null)
  const newest = whole.find(({ proof }) => proof?.outcome === 'proved')?.backup
  const removed = whole
    .slice(keep)
    .map(({ backup }) => backup)
    .filter((backup) => backup !== newest && !spare.includes(backup))
  for (const backup of removed) await parts.shelf.remove(backup)
  return {
    removed,
    kept: listed.map(({ backup }) => backup).filter((backup) => !removed.includes(backup)),
  }
}
