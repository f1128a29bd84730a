import type { Run } from '../../../sops/run.ts'
import { line, stepsWord } from './parts.ts'

/** What is true once a change was taken back, as sentences. */
export function asBefore({ plan, state }: Run): string {
  const taken = plan.rollback?.steps.length ?? 0
  const last = state.steps.at(-1)?.ending?.detail ?? ''
  return `it is as before: what was done was taken back, in ${stepsWord(taken)}. ${line(last, 160)}`.trim()
}
