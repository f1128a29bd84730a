import { procedureOf } from '../catalog.ts'
import { digestOf } from '../digest.ts'
import type { Standable } from './standing.ts'

/** What a standing approval is for: this definition, with these parameters, and no more than so much. */
export function standingDigest({ procedure, parameters }: Standable, maximum: number): string {
  const definition = procedureOf(procedure) ?? null
  return digestOf({ definition, procedure, parameters, maximum })
}
