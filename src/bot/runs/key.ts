import { type Run, runName } from '../../sops/run.ts'

/** The key of a run's card: one, in the place where the run was asked for. */
export function cardKey({ number, events: [requested] }: Pick<Run, 'number' | 'events'>): string {
  const own = `run:${runName({ number })}`
  return requested?.type === 'requested' ? (requested.card ?? own) : own
}

/** The run that a key of a card is of, by its number; null where it is of something else. */
export function numberInKey(key: string): number | null {
  const [, number] = /^run:R-(\d{1,9})$/.exec(key) ?? []
  return number === undefined ? null : Number(number)
}
