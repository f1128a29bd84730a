import { sessionsText } from '../../maintenance/counts.ts'
import type { CheckKind } from '../kinds.ts'

/** No old session is left but those that stay. */
export const oldSessionsGone: CheckKind<{ cutoff: string }> = {
  command: ({ cutoff }) => `agent old_sessions before ${cutoff.slice(0, 16)}Z`,
  async look({ cutoff }, { before }, { agent, cases, signal }) {
    const spared = await cases.sessionsOfOpen()
    const left = await agent.read('old_sessions', { cutoff, spared }, signal)
    const detail = `${sessionsText(left)} of before ${cutoff.slice(0, 10)} are left.`
    if (left.sessions > 0) return { verdict: 'not-yet', detail, evidence: [] }
    const value = sessionsText(before.deleted ?? { sessions: 0, messages: 0 })
    return {
      verdict: 'met',
      detail: 'No old session is left to delete.',
      evidence: [{ label: 'Deleted', value }],
    }
  },
}
