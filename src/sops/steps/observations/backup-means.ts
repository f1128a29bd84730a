import { sizeText } from '../../maintenance/sizes.ts'
import type { ObservationKind } from '../kinds.ts'
import { ending } from '../parts.ts'

/** Whether a backup can be made here, before anything is begun. */
export const backupMeans: ObservationKind<object> = {
  command: () => 'agent backup_means',
  async look(_, __, { agent, signal }) {
    const {
      refusal,
      tools,
      free_bytes: free,
      estimated_bytes: wanted,
    } = await agent.read('backup_means', {}, signal)
    if (refusal !== null) return ending('failed', [refusal.message, refusal.action].filter(Boolean).join(' '))
    const space =
      free === null || wanted === null ? '' : `, ${sizeText(wanted)} at most, ${sizeText(free)} free`
    return ending('done', `pg_dump ${tools}${space}.`)
  },
}
