import { createHash } from 'node:crypto'
import type { RunbookSettings } from '../runbook-settings.ts'
import type { Level } from './level.ts'
import type { Severity } from './severity.ts'

/** A clause of the policy: what somebody can declare, and who must see to it by when. */
export interface Clause {
  /** In the runbook's words; they name the clause. */
  when: string
  /** From being declared; 0 is at once. */
  withinMinutes: number
  level: Level
  severity: Severity
}

/** Every clause of the runbook, in its order: what cannot wait is critical. */
export function clausesOf({ escalation }: Pick<RunbookSettings, 'escalation'>): Clause[] {
  return escalation.clauses.flatMap(({ within_minutes: withinMinutes, level, when }) =>
    when.map((words) => ({
      when: words,
      withinMinutes,
      level: level as Level,
      severity: withinMinutes === 0 ? ('critical' as const) : ('warning' as const),
    })),
  )
}

/** What a button names a clause by: another clause in its place is not taken for it. */
export const clauseKey = ({ when }: Clause): string =>
  createHash('sha256').update(when).digest('hex').slice(0, 12)

/** The clause that a button or a form names; undefined where the runbook has it not, or not any more. */
export function clauseOfKey(
  key: string | undefined,
  runbook: Pick<RunbookSettings, 'escalation'>,
): Clause | undefined {
  return clausesOf(runbook).find((clause) => clauseKey(clause) === key)
}

/** The clause of these words; undefined where the runbook has it not, or not any more. */
export function clauseOf(
  when: string | null,
  runbook: Pick<RunbookSettings, 'escalation'>,
): Clause | undefined {
  return clausesOf(runbook).find((clause) => clause.when === when)
}
