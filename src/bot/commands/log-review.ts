import { periodMs } from '../../sops/parameters/period.ts'
import type { Request } from '../handler.ts'
import { planRun } from '../runs/plan.ts'

/** What stands behind `logs review`: the span of time, as it was written; empty where none was. Null for other words. */
export function reviewWords(text: string): { period: string } | null {
  const match = /^review(?:\s+(?:since\s+)?(\S+))?$/i.exec(text.trim())
  return match === null ? null : { period: match[1] ?? '' }
}

/** Whether words ask for a review of a span that is one. */
export function isReviewWords(text: string): boolean {
  const words = reviewWords(text)
  return words !== null && (words.period === '' || periodMs(words.period) !== null)
}

/** Has the logs of a time reviewed; what was found is the run's card. */
export async function reviewLogs({ period }: { period: string }, request: Request): Promise<undefined> {
  const parameters: Record<string, string> = period === '' ? {} : { period }
  await planRun({ procedure: 'log-review', parameters, reason: null }, request)
}
