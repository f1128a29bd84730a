import { runName } from '../../sops/run.ts'

/** The key of a run's card: one, in the place where the run was asked for. */
export const cardKey = (run: { number: number }): string => `run:${runName(run)}`
