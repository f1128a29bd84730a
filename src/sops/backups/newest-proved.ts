import type { ListedBackup } from '../../agent-api.ts'

/** Whether a backup was restored and compared, and can be used. */
export const isProved = ({ proof, unusable }: ListedBackup): boolean =>
  proof?.outcome === 'proved' && unusable === null

/** When the newest proved one was made; null where there is none. The list has the newest first. */
export function newestProved(backups: readonly ListedBackup[]): string | null {
  return backups.find(isProved)?.made_at ?? null
}
