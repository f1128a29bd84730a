import { z } from 'zod'
import { UserError } from '../../errors.ts'
import { counted, sessionsText } from '../maintenance/counts.ts'
import type { Parameter } from '../sop.ts'
import type { ParameterKind } from './kind.ts'

const dayMs = 86_400_000
/** What is younger is not cleaned away by anybody, in days. */
export const leastDays = 7

/**
 * The moment before which sessions are old, by days up to now.
 * @throws UserError where that is too young.
 */
export function cutoffBefore(now: Date, days: number): string {
  if (days >= leastDays) return new Date(now.getTime() - days * dayMs).toISOString()
  throw new UserError('too_young', `Sessions younger than ${leastDays} days are not deleted.`, {
    action: 'Name a longer time, such as 30d.',
  })
}

/**
 * A moment: sessions begun before it are old. What would be deleted is counted for the plan, which is another
 * one as soon as that is another number.
 */
export const cutoff: ParameterKind<Extract<Parameter, { kind: 'cutoff' }>> = {
  check: momentIn,
  atDue: (text = '', due) => cutoffBefore(due, daysIn(text)),
  async lookUp(text, { agent, cases, dayText }) {
    const spared = await cases.sessionsOfOpen()
    const found = await agent.read('old_sessions', { cutoff: momentIn(text), spared })
    const kept = [
      ...(found.spared.length > 0 ? [`${found.spared.length} of open cases`] : []),
      ...(found.in_use > 0 ? [`${found.in_use} used since`] : []),
    ]
    return {
      found: {
        sessions: String(found.sessions),
        messages: String(found.messages),
        spared: JSON.stringify(found.spared),
        deleted: counted(found.sessions, 'old session'),
      },
      lines: [
        { label: 'Begun before', value: dayText(momentIn(text)) },
        { label: 'To be deleted', value: sessionsText(found) },
        { label: 'Old, and kept', value: kept.join(', ') || 'none' },
      ],
    }
  },
}

function momentIn(text: string | undefined): string {
  const parsed = z.iso.datetime().safeParse(text)
  if (parsed.success) return parsed.data
  throw new UserError('bad_cutoff', 'It is not said how old a session must be.', {
    action: 'Write a time such as 30d.',
  })
}

/** A schedule names an age: at each of its due times that is another moment. */
function daysIn(text: string): number {
  const [, days] = /^older than (\d{1,4})d$/.exec(text) ?? []
  if (days !== undefined) return Number(days)
  throw new UserError('bad_cutoff', `“${text.slice(0, 20)}” is not how old a session must be.`, {
    action: 'Write an age such as older than 30d.',
  })
}
