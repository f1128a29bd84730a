import type { Finding } from './review.ts'

/**
 * Whether a finding deserves a ticket: it was found on two days, or often at once. A warning does only where it
 * belongs to one of the runbook's patterns; what fits none may be as it should be.
 */
export function isRecurring(
  { level, pattern, count }: Pick<Finding, 'level' | 'pattern' | 'count'>,
  days: number,
  often: number,
): boolean {
  if (count === 0 || (level === 'warning' && pattern === 'other')) return false
  return days >= 2 || count >= often
}
