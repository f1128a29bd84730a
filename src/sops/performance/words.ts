import type { Cost } from './cost.ts'
import type { Judged } from './judge.ts'
import type { SlowStatement } from './report.ts'

/** A figure as people say it: 0.04, 1.2, 31. */
export function figureOf(value: number): string {
  const digits = Math.abs(value) >= 10 ? 0 : Math.abs(value) >= 1 ? 1 : 2
  return String(Number(value.toFixed(digits)))
}

/** `1.2 GB: warning (limit 1 GB)` */
export function judgedText({ state, value, unit, limit, detail }: Judged): string {
  if (value === null) return state === 'quiet' ? (detail ?? '') : `unknown: ${detail ?? 'nobody knows why'}`
  const inUnit = (figure: number) => `${figureOf(figure)} ${unit}`.trim()
  const held = limit === null ? state : `${state} (limit ${inUnit(limit)})`
  return `${inUnit(value)}: ${held}${detail === null ? '' : `, ${detail}`}`
}

const counted = new Intl.NumberFormat('en')

/** `12,300 tokens, $0.14` */
export function costText({ tokens, dollars, unpriced }: Cost): string {
  const all = `${counted.format(tokens)} tokens`
  if (tokens === 0) return 'none'
  const known = dollars === 0 && unpriced.length > 0 ? '' : `, $${dollars.toFixed(2)}`
  return `${all}${known}${unpriced.length === 0 ? '' : ` (no price set for ${unpriced.join(', ')})`}`
}

/** `12 ms, 340 times: SELECT …` */
export function statementText({ query, meanMs, calls }: SlowStatement): string {
  return `${figureOf(meanMs)} ms, ${calls} ${calls === 1 ? 'time' : 'times'}: ${query}`
}
