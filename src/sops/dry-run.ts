import { currently, type DecidingParts, mayDecide } from './deciding.ts'
import type { PlannedStep } from './plan.ts'
import { lacksRole } from './refusals.ts'
import type { Run } from './run.ts'
import type { Actor, DryRun } from './runs.ts'
import { observe } from './steps/observe.ts'
import type { StepParts } from './steps/parts.ts'
import { timeText } from './times.ts'

/** What a run would do: its looking steps look, the others only say what they would do. */
export async function dryRun(run: Run, actor: Actor, parts: DecidingParts): Promise<DryRun> {
  if (!mayDecide(run, 'ask', currently(actor, parts))) {
    throw lacksRole(run.plan.procedure, parts.people(), parts.runbook())
  }
  const { time_zone: zone } = parts.runbook().service
  const stepParts: StepParts = {
    agent: parts.agent,
    clock: parts.clock,
    timeText: (at) => timeText(at, zone),
    signal: AbortSignal.timeout(180_000),
  }
  const steps: DryRun['steps'] = []
  for (const step of run.plan.steps) {
    const { title, command } = step
    steps.push({ title, command, wouldDo: await wouldDo(step, stepParts) })
  }
  return { steps }
}

async function wouldDo(step: PlannedStep, parts: StepParts): Promise<string> {
  switch (step.kind) {
    case 'observe':
      return (await observe(step, parts)).detail
    case 'act':
      return `Would ${step.verb} ${step.service}.`
    case 'verify':
      return `Would look for up to ${step.timeoutSeconds} s until this holds: ${step.success}`
  }
}
