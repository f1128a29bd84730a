import { UserError } from '../../errors.ts'
import { may } from '../../people.ts'
import type { Asked, Request } from '../handler.ts'
import { planRun } from '../runs/plan.ts'
import { reasonOf } from './reason.ts'

/** Reads `[because reason]`; null for other words. */
export function backupWords(text: string): { reason: string | null } | null {
  const match = /^(?:because\s+(.+))?$/is.exec(text.trim())
  return match === null ? null : { reason: reasonOf(match[1]) }
}

/** Whether words behind the command are its own. */
export const isBackupWords = (text: string): boolean => backupWords(text) !== null

/** Has a backup made and proved; its card says what it holds. */
export async function backup({ text }: Asked, request: Request): Promise<undefined> {
  const words = backupWords(text)
  // Who may not is told who may, whatever was written.
  if (words === null && may(request.person, 'make-backup')) throw unclear(text)
  await planRun({ procedure: 'backup', parameters: {}, reason: words?.reason ?? null }, request)
}

function unclear(text: string): UserError {
  return new UserError('unclear', `“${text.slice(0, 60)}” is not what a backup takes.`, {
    action: 'Type /ai backup alone, or with a reason: /ai backup because we upgrade.',
  })
}
