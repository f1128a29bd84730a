import { digestOf } from './digest.ts'
import { lockOf } from './lock.ts'
import type { Facts } from './parameters/kind.ts'
import { filledIn } from './parameters.ts'
import type { Plan, PlannedStep } from './plan.ts'
import type { Argument, Procedure, Step } from './sop.ts'
import { commandOf } from './steps/command.ts'

/** What texts and arguments are filled with. */
interface Filling {
  values: Record<string, string>
  found: Record<string, string>
  facts: Facts
}

/**
 * Fills a procedure in.
 * @throws UserError for a parameter that is not what it must be.
 */
export function makePlan(procedure: Procedure, parameters: Record<string, string>, facts: Facts): Plan {
  const values = filledIn(procedure, parameters, facts)
  const { found = {}, lines = [] } = facts
  const filling = { values, found, facts }
  const fill = (text: string) => filled(text, filling)
  const planned = (steps: Step[]) => steps.map((step) => plannedStep(step, filling))
  const { rollback, steps } = procedure
  const plan = {
    sop: procedure.sop,
    procedure: procedure.name,
    title: fill(procedure.title),
    thing: fill(procedure.thing),
    proves: fill(procedure.proves),
    parameters: values,
    facts: lines,
    found,
    lock: lockOf(procedure, values),
    impact: fill(procedure.impact),
    minutes: procedure.minutes,
    undo: fill(procedure.undo),
    steps: planned(steps),
    ...(rollback !== undefined && {
      rollback: { after: numberOf(rollback.after, procedure), steps: planned(rollback.steps) },
    }),
    definition: digestOf(procedure),
  }
  return { ...plan, digest: digestOf(plan) }
}

function numberOf(id: string, { name, steps }: Procedure): number {
  const index = steps.findIndex((step) => step.id === id)
  if (index === -1) throw new Error(`${name} has no step ${id}`)
  return index + 1
}

/** Which fields of a step are texts, and which its arguments. */
function plannedStep(step: Step, filling: Filling): PlannedStep {
  const { id, title, success, timeoutSeconds, onFailure, undo, destroys: _, ...kind } = step
  const fill = (text: string) => filled(text, filling)
  const entries = Object.entries(kind).map(([name, value]) => [name, argument(value, filling)])
  const noted = Object.entries(kind).flatMap(([name, value]) =>
    typeof value === 'object' && 'noted' in value ? [[name, value.noted]] : [],
  )
  // Each kind's arguments are filled in one by one, which is what the planned kind is.
  const planned = {
    id,
    title: fill(title),
    success: fill(success),
    timeoutSeconds,
    onFailure: fill(onFailure),
    undo: undo === null ? null : fill(undo),
    ...Object.fromEntries(entries),
    ...(step.kind === 'verify' && { forSeconds: seconds(step.forSeconds, filling.facts) }),
    ...(noted.length > 0 && { noted: Object.fromEntries(noted) }),
  } as Omit<PlannedStep, 'command'> as PlannedStep
  return { ...planned, command: commandOf(planned) }
}

function seconds(given: number | 'proof_seconds' | undefined, { proofSeconds }: Facts): number {
  return given === 'proof_seconds' ? proofSeconds : (given ?? 0)
}

function argument(given: Argument | number, { values, found }: Filling): string | number {
  if (typeof given !== 'object') return given
  if ('noted' in given) return `<${given.noted}>`
  const value = 'parameter' in given ? values[given.parameter] : found[given.found]
  if (value === undefined) throw new Error(`nothing stands for ${JSON.stringify(given)}`)
  return value
}

function filled(text: string, { values, found, facts }: Filling): string {
  const known: Record<string, string> = { ...values, ...found, proof_seconds: String(facts.proofSeconds) }
  return text.replace(/\{([a-z_]+)\}/g, (whole, key: string) => known[key] ?? whole)
}
