import type { Actor } from '../../actor.ts'
import type { Run } from '../../sops/run.ts'
import type { Runs } from '../../sops/runs.ts'
import type { Place } from '../platform.ts'

/** A manual that the assistant has, to be followed until it is proved. */
export interface ManualToFollow {
  document: string
  /** Phrases it should be found by, with commas; empty: its own. */
  words: string
  /** The delivery or upload that it came with: asked twice is one run. */
  key: string
  place: Place
  card?: string
}

/** What nobody else may work on while a manual is followed, as its procedure says. */
export const lockOf = (document: string): string => `document:${document}`

/** Begins the run that follows a manual: nobody confirms it once more. @throws UserError with why there is none. */
export async function followManual(
  { document, words, ...where }: ManualToFollow,
  actor: Actor,
  runs: Pick<Runs, 'request'>,
): Promise<Run> {
  const parameters = { document, words }
  return await runs.request({ procedure: 'add-manual', parameters, reason: null, ...where }, actor)
}
