import { later } from '../clock.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import type { Clause } from './clauses.ts'
import { type Level, lastLevel } from './level.ts'
import { nextOpen } from './opening.ts'
import type { Severity } from './severity.ts'

/**
 * A time at which something is due: `opened` and `unanswered` call people unless somebody has taken the case;
 * `unresolved` also raises one that was taken, without calling anybody.
 */
export interface DueStep {
  dueAt: Date
  kind: 'opened' | 'unanswered' | 'unresolved'
  /** Which level it is for; null: one above what it is then. */
  level: Level | null
}

export interface TimelineOf {
  severity: Severity
  clause?: Clause
  /** The level that it begins with, where it is not the clause's or the first. */
  level?: Level
  /** From when it counts. */
  from: Date
}

type Policy = Pick<RunbookSettings, 'alert_response' | 'business_hours' | 'service'>

const minute = 60_000

/**
 * The due times of a case by the runbook's policy, in their order. What is critical goes on from there by
 * `nextCall`.
 */
export function timeline({ severity, clause, level, from }: TimelineOf, policy: Policy): DueStep[] {
  const first = level ?? (clause?.withinMinutes === 0 ? clause.level : 1)
  const opened: DueStep = { dueAt: openedAt(severity, from, policy), kind: 'opened', level: first }
  const after = (minutes: number, step: Omit<DueStep, 'dueAt'>): DueStep => ({
    dueAt: later(opened.dueAt, minutes * minute),
    ...step,
  })
  const steps = [
    opened,
    ...unanswered(severity, first, policy).map((minutes) =>
      after(minutes, { kind: 'unanswered', level: null }),
    ),
    ...unresolved(severity, policy).map((minutes) => after(minutes, { kind: 'unresolved', level: null })),
    ...(clause !== undefined && clause.withinMinutes > 0 && clause.level > first
      ? [after(clause.withinMinutes, { kind: 'unresolved' as const, level: clause.level })]
      : []),
  ]
  return withoutDoubles(steps.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime()))
}

/** When everybody is called again of a case that nobody took, after all its due times; null: not. */
export function nextCall(severity: Severity, after: Date, policy: Policy): DueStep | null {
  const { respond_minutes: minutes } = policy.alert_response[severity]
  if (severity !== 'critical' || minutes === undefined) return null
  return { dueAt: later(after, minutes * minute), kind: 'unanswered', level: null }
}

/** What is for information waits for business hours. */
function openedAt(severity: Severity, from: Date, policy: Policy): Date {
  return severity === 'information' ? nextOpen(policy, from) : from
}

/** After so many minutes somebody must have taken it: each time one level more is called, up to the last. */
function unanswered(severity: Severity, first: Level, { alert_response: response }: Policy): number[] {
  const { respond_minutes: minutes } = response[severity]
  if (minutes === undefined) return []
  return Array.from({ length: lastLevel - first }, (_, index) => minutes * (index + 1))
}

/** After so many minutes it must be resolved. */
function unresolved(severity: Severity, { alert_response: response }: Policy): number[] {
  const { escalate_minutes: minutes } = response[severity]
  return minutes === undefined ? [] : [minutes]
}

/** Of two that raise it at the same time the stronger stays: what also counts for one that was taken. */
function withoutDoubles(steps: DueStep[]): DueStep[] {
  return steps.filter(({ dueAt, kind }, index) => {
    const others = steps.filter((other, at) => at !== index && other.dueAt.getTime() === dueAt.getTime())
    return (
      kind !== 'unanswered' || !others.some((other) => other.kind === 'unresolved' && other.level === null)
    )
  })
}
