import type { Case } from '../../oncall/case.ts'

/** For how many minutes calling can be put off: what is critical waits a quarter of an hour at most. */
export const snoozeMinutes = ({ severity }: Pick<Case, 'severity'>): number =>
  severity === 'critical' ? 15 : 60
