import type { PlannedStep } from '../plan.ts'
import { actOf } from './acts.ts'
import { batchedOf } from './batched.ts'
import { checkOf } from './checks.ts'
import { observationOf } from './observations.ts'

/** The call of a step, word for word, as people read it. */
export function commandOf(step: PlannedStep): string {
  switch (step.kind) {
    case 'observe':
      return observationOf(step).command(step)
    case 'act':
      return actOf(step).command(step)
    case 'batches':
      return batchedOf(step).command(step)
    case 'verify':
      return checkOf(step).command(step)
  }
}
