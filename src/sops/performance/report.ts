import type { Cost } from './cost.ts'
import { type Judged, type Measure, measures } from './judge.ts'

/** A statement of the database, and what it took. */
export interface SlowStatement {
  query: string
  meanMs: number
  calls: number
}

/** What an earlier report measured; null where it could not. */
export interface TrendPoint {
  at: string
  values: Record<Measure, number | null>
}

/** What a report told; kept in its run. */
export interface PerformanceReport {
  at: string
  judged: Judged[]
  /** Chat answers of the last minutes that said less than they could have, as where the model service failed. */
  answeredWithLess: number | null
  /** What the model service took; null where that is not known. */
  cost: { today: Cost; week: Cost } | null
  slowest: SlowStatement[] | { unknown: string }
  /** The trend as a picture, under an id that nobody guesses; null while there is nothing to compare with. */
  picture: { id: string; alt: string } | null
}

/** So many reports make a trend. */
export const trendLength = 30

/** What a report measured, as later ones compare with it. */
export function trendPoint(at: string, judged: readonly Judged[]): TrendPoint {
  const values = Object.fromEntries(
    measures.map((measure) => [measure, judged.find((one) => one.measure === measure)?.value ?? null]),
  )
  return { at, values: values as TrendPoint['values'] }
}
