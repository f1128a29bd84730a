import { UserError } from '../../errors.ts'
import { may } from '../../people.ts'
import { backupsCard } from '../cards/backups.ts'
import type { Asked, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { planRun } from '../runs/plan.ts'
import { reasonOf } from './reason.ts'

interface RestoreWords {
  /** Null: which there are. */
  backup: string | null
  reason: string | null
}

/** Reads `[backup] [because reason]`; null for other words. */
export function restoreWords(text: string): RestoreWords | null {
  const match = /^(?:(?:from\s+)?(ai_assistant_\d{8}_\d{6})(?:\s+because\s+(.+))?)?$/is.exec(text.trim())
  if (match === null) return null
  const [, backup = null, why] = match
  return { backup, reason: reasonOf(why) }
}

/** Whether words behind the command are its own. */
export const isRestoreWords = (text: string): boolean => restoreWords(text) !== null

/** Lists the backups with their proofs, or plans going back to one. */
export async function restore({ text }: Asked, request: Request): Promise<undefined> {
  const words = restoreWords(text)
  const isAllowed = may(request.person, 'restore-backup')
  // Who may not is told who may, whatever was written.
  if (words === null && isAllowed) throw unclear(text)
  const { backup = null, reason = null } = words ?? {}
  if (backup === null && isAllowed) return await list(request)
  await planRun({ procedure: 'restore', parameters: { backup: backup ?? '' }, reason }, request)
}

async function list({ platform, delivery, person, signal, with: facts }: Request): Promise<undefined> {
  const { backups } = await facts.agent.read('backups', {}, signal)
  const card = backupsCard(backups, facts.runbook().service.time_zone)
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

function unclear(text: string): UserError {
  return new UserError('unclear', `“${text.slice(0, 60)}” is not the name of a backup.`, {
    action: 'Type /ai restore for the list of them, each with a button.',
  })
}
