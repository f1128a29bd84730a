import type { ListedBackup } from '../../agent-api.ts'
import { counted } from '../maintenance/counts.ts'

/** `12 sessions, 340 messages, 4 manuals`: what of the assistant a backup holds. */
export function holdingText({ assistant }: Pick<ListedBackup, 'assistant'>): string {
  const rows = (name: string): number => assistant[name] ?? 0
  return [
    counted(rows('ai_sessions'), 'session'),
    counted(rows('ai_messages'), 'message'),
    counted(rows('knowledge_documents'), 'manual'),
  ].join(', ')
}
