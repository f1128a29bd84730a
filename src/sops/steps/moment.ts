import type { PlannedStep } from '../plan.ts'
import type { Noted, Run } from '../run.ts'
import type { Moment } from './kinds.ts'

/** A step's moment in its run. */
export function momentOf(run: Run, number: number): Moment {
  const { attempts = 0, beganAt } = run.state.steps[number - 1] ?? {}
  // A number may come again when the database was restored: the time tells one from the other.
  const key = `run-${run.number}-${number}-${attempts}-${Date.parse(beganAt ?? run.state.requestedAt)}`
  return { before: notedBefore(run, number), key, run: run.number }
}

/** What the steps before one noted, the later over the earlier. */
function notedBefore({ state }: Run, number: number): Noted {
  const noted = state.steps.slice(0, number - 1).map((step) => step.ending?.noted ?? {})
  return Object.assign({}, ...noted)
}

/** A step with the arguments that are known only now; empty where nothing was noted. */
export function withNoted<Step extends PlannedStep>(step: Step, before: Noted): Step {
  const known = new Map<string, unknown>(Object.entries(before))
  const entries = Object.entries(step.noted ?? {}).map(([name, note]) => {
    const value = known.get(note)
    return [name, typeof value === 'string' ? value : '']
  })
  return { ...step, ...Object.fromEntries(entries) }
}
