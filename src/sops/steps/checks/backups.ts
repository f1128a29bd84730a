import { isProved } from '../../backups/newest-proved.ts'
import { holdingText } from '../../backups/words.ts'
import { counted } from '../../maintenance/counts.ts'
import { sizeText } from '../../maintenance/sizes.ts'
import type { CheckKind } from '../kinds.ts'
import type { StepParts } from '../parts.ts'

/** The backup is on the shelf, and its proof is that of its manifest as it is now. */
export const backupProved: CheckKind<{ backup: string }> = {
  command: ({ backup }) => `agent backups ${backup}`,
  async look({ backup }, _, { agent, signal, timeText }) {
    const { backups } = await agent.read('backups', {}, signal)
    const found = backups.find((one) => one.backup === backup)
    if (found === undefined || !isProved(found)) {
      const detail = found?.unusable ?? `${backup} is not proved.`
      return { verdict: 'not-yet', detail, evidence: [] }
    }
    const { assistant, ops, bytes, proof } = found
    return {
      verdict: 'met',
      detail: `${backup} was restored and compared.`,
      evidence: [
        { label: 'Backup', value: backup },
        { label: 'Size', value: sizeText(bytes) },
        {
          label: 'Holds',
          value: `${holdingText({ assistant })}, ${counted(ops['audit'] ?? 0, 'audit row')}`,
        },
        { label: 'Proved', value: `restored and compared ${timeText(proof?.at ?? '')}` },
      ],
    }
  },
}

/** Every table of the live database has as many rows as the manifest says, counted anew. */
export const backupRestored: CheckKind<{ backup: string }> = {
  command: () => 'agent stored_rows',
  async look({ backup }, { before }, parts) {
    const counts = await countedLike(backup, parts)
    if ('differs' in counts) return { verdict: 'failed', detail: counts.differs, evidence: [] }
    const value = `${counts.same}, as the manifest says`
    const evidence = [
      { label: 'Restored', value },
      { label: 'Safety backup', value: before.fullBackup ?? 'unknown' },
    ]
    return { verdict: 'met', detail: `${value}.`, evidence }
  },
}

/** Nothing was written since a backup: from here on it is what leads back. */
export const wayBack: CheckKind<{ backup: string; manifest_digest: string }> = {
  command: () => 'agent stored_rows',
  async look({ backup, manifest_digest: digest }, _, parts) {
    const counts = await countedLike(backup, parts)
    if ('differs' in counts) return { verdict: 'failed', detail: counts.differs, evidence: [] }
    const noted = { wayBack: backup, wayBackDigest: digest }
    return { verdict: 'met', detail: `${counts.same}, as in ${backup}.`, evidence: [], noted }
  },
}

/** Counts every table, beside what a backup holds. */
async function countedLike(
  backup: string,
  { agent, signal }: StepParts,
): Promise<{ same: string } | { differs: string }> {
  const [{ backups }, { rows }] = await Promise.all([
    agent.read('backups', {}, signal),
    agent.read('stored_rows', {}, signal),
  ])
  const wanted = backups.find((one) => one.backup === backup)?.assistant
  if (wanted === undefined) return { differs: `${backup} is gone.` }
  const other = [...new Set([...Object.keys(wanted), ...Object.keys(rows)])].find(
    (table) => wanted[table] !== rows[table],
  )
  if (other !== undefined) {
    return { differs: `${other} has ${rows[other] ?? 'no'} rows, the backup ${wanted[other] ?? 'none'}.` }
  }
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0)
  return { same: `${counted(all, 'row')} in ${counted(Object.keys(rows).length, 'table')}` }
}
