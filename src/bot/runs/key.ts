import { type Run, runName } from '../../sops/run.ts'

/** The key of a run's card: one, in the place where the run was asked for. */
export function cardKey({ number, events: [requested] }: Pick<Run, 'number' | 'events'>): string {
  const own = `run:${runName({ number })}`
  return requested?.type === 'requested' ? (requested.card ?? own) : own
}
