import { isProved } from '../../backups/newest-proved.ts'
import { counted } from '../../maintenance/counts.ts'
import { sizeText } from '../../maintenance/sizes.ts'
import type { CheckKind } from '../kinds.ts'

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
    const rows = (name: string, of = assistant): number => of[name] ?? of[`public.${name}`] ?? 0
    return {
      verdict: 'met',
      detail: `${backup} was restored and compared.`,
      evidence: [
        { label: 'Backup', value: backup },
        { label: 'Size', value: sizeText(bytes) },
        {
          label: 'Holds',
          value: [
            counted(rows('ai_sessions'), 'session'),
            counted(rows('ai_messages'), 'message'),
            counted(rows('knowledge_documents'), 'manual'),
            counted(rows('audit', ops), 'audit row'),
          ].join(', '),
        },
        { label: 'Proved', value: `restored and compared ${timeText(proof?.at ?? '')}` },
      ],
    }
  },
}
