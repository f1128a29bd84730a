import type { RunbookSettings } from '../../runbook-settings.ts'

type Thresholds = RunbookSettings['thresholds']

/** What is measured, as runbook.yml names it. */
export type Measure = keyof Thresholds

/** The order in which people read them. */
export const measures: readonly Measure[] = [
  'cpu',
  'memory',
  'response_time',
  'error_rate',
  'active_sessions',
]

/** What measuring told: a value, that there was nothing to measure, or why it cannot be known. */
export type Reading =
  | { state: 'measured'; value: number; detail?: string }
  | { state: 'quiet'; why: string }
  | { state: 'unknown'; why: string }

/** A reading against its limits. */
export interface Judged {
  measure: Measure
  label: string
  unit: string
  state: 'normal' | 'warning' | 'critical' | 'quiet' | 'unknown'
  /** Null where nothing was measured. */
  value: number | null
  /** The limit that was reached; null where none was. */
  limit: number | null
  /** How it was measured, or why it was not. */
  detail: string | null
}

/** Holds a reading against its limits: a warning from the first on, critical above the second. */
export function judge(measure: Measure, reading: Reading, thresholds: Thresholds): Judged {
  const { label, unit, warning, critical } = thresholds[measure]
  const what = { measure, label, unit }
  if (reading.state !== 'measured') {
    return { ...what, state: reading.state, value: null, limit: null, detail: reading.why }
  }
  const { value, detail = null } = reading
  if (value > critical) return { ...what, state: 'critical', value, limit: critical, detail }
  if (value >= warning) return { ...what, state: 'warning', value, limit: warning, detail }
  return { ...what, state: 'normal', value, limit: null, detail }
}

/** The worst of several, for the first line; `unknown` where nothing at all could be measured. */
export function worstOf(judged: readonly Judged[]): Judged['state'] {
  const order = ['critical', 'warning', 'normal', 'quiet'] as const
  return order.find((state) => judged.some((one) => one.state === state)) ?? 'unknown'
}
