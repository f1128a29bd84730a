import type { Passage } from './pdf/passages.ts'
import type { ProblemCode } from './pdf/problem.ts'

/** What the extraction's process says: one JSON message a line on its standard output. */
export type ExtractMessage =
  | { progress: { pagesDone: number; pages: number } }
  | { passage: Passage }
  | { problem: ProblemCode }
  | { done: { pages: number; peakMemoryMb: number } }
