import type { Noted, RunState } from '../run.ts'

/** The older versions of the manual that a run found and that are still there. */
export function olderIn({
  steps,
  removed,
}: Pick<RunState, 'steps' | 'removed'>): NonNullable<Noted['olderManuals']> {
  const noted = steps.flatMap(({ ending }) => ending?.noted?.olderManuals ?? [])
  return noted.filter(({ document }) => !removed.includes(document))
}

/** Where the manual was cited; undefined where it was not. */
export function citedIn({ steps }: Pick<RunState, 'steps'>): Noted['cited'] {
  return steps.flatMap(({ ending }) => ending?.noted?.cited ?? []).at(-1)
}
