import type { CaseAbout, RunState } from './run.ts'

/** The cases that a run wants and has not got: one of each kind, whatever becomes of it later. */
export function casesOwed({ status, cases, removed, approval, reviewOwed }: RunState): CaseAbout[] {
  const isInTrouble = (status === 'failed' || status === 'unknown') && removed.length === 0
  const isEmergency = approval === 'broke-glass' && reviewOwed
  return [
    ...(isEmergency && cases.emergency === null ? ['emergency' as const] : []),
    ...(isInTrouble && cases.trouble === null ? ['trouble' as const] : []),
  ]
}
