import { UserError } from '../../errors.ts'
import { may } from '../../people.ts'
import { cutoffBefore } from '../../sops/parameters/cutoff.ts'
import type { Asked, Request } from '../handler.ts'
import { planRun } from '../runs/plan.ts'
import { reasonOf } from './reason.ts'

/** How old a session is that nobody named another age for, in days. */
const usualDays = 30

interface MaintenanceWords {
  days: number
  reason: string | null
}

/** Reads `[older than 30d] [because reason]`; null for other words. */
export function maintenanceWords(text: string): MaintenanceWords | null {
  const shape = /^(?:(?:older\s+than\s+)?(\d{1,4})\s?d(?:ays?)?)?(?:(?:^|\s+)because\s+(.+))?$/is
  const match = shape.exec(text.trim())
  if (match === null) return null
  const [, days, why] = match
  return { days: days === undefined ? usualDays : Number(days), reason: reasonOf(why) }
}

/** Whether words behind the command are its own. */
export const isMaintenanceWords = (text: string): boolean => maintenanceWords(text) !== null

/** Plans the upkeep of the database; what would be deleted is counted for the plan. */
export async function maintenance({ text }: Asked, request: Request): Promise<undefined> {
  const words = maintenanceWords(text)
  // Who may not is told who may, whatever was written.
  if (words === null && may(request.person, 'maintain-database')) throw unclear(text)
  const { days, reason } = words ?? { days: usualDays, reason: null }
  const cutoff = cutoffBefore(request.delivery.receivedAt, days)
  await planRun({ procedure: 'maintenance', parameters: { cutoff }, reason }, request)
}

function unclear(text: string): UserError {
  return new UserError('unclear', `“${text.slice(0, 60)}” is not how old a session must be.`, {
    action:
      'For example: /ai maintenance older than 30d because it is Sunday. /ai window plans a time in which calls wait.',
  })
}
