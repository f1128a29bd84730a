import type { Actor } from '../actor.ts'
import { currently, type DecidingParts, mayDecide, stepPartsOf } from './deciding.ts'
import type { PlannedStep } from './plan.ts'
import { lacksRole } from './refusals.ts'
import type { Run } from './run.ts'
import type { DryRun } from './runs.ts'
import { observationOf } from './steps/observations.ts'
import { observe } from './steps/observe.ts'
import type { StepParts } from './steps/parts.ts'

/** What a run would do: its looking steps look, the others only say what they would do. */
export async function dryRun(run: Run, actor: Actor, parts: DecidingParts): Promise<DryRun> {
  if (!mayDecide(run, 'ask', currently(actor, parts))) {
    throw lacksRole(run.plan.procedure, parts.onDuty())
  }
  const stepParts = stepPartsOf(parts, 180_000)
  const steps: DryRun['steps'] = []
  for (const step of run.plan.steps) {
    const { title, command } = step
    steps.push({ title, command, wouldDo: await wouldDo(step, run, stepParts) })
  }
  return { steps }
}

async function wouldDo(step: PlannedStep, run: Run, parts: StepParts): Promise<string> {
  switch (step.kind) {
    case 'observe': {
      if (observationOf(step).keeps) return `Would look, and keep what it sees: ${step.success}`
      const moment = { before: {}, key: `dry-run-${run.number}`, run: run.number }
      return (await observe(step, moment, parts)).detail
    }
    case 'act':
    case 'batches':
      return `Would ${step.command.replace(/^agent /, '')}.`
    case 'verify':
      return `Would look for up to ${step.timeoutSeconds} s until this holds: ${step.success}`
  }
}
