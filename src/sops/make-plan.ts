import { createHash } from 'node:crypto'
import type { ServiceState } from '../agent-api.ts'
import { UserError } from '../errors.ts'
import type { Plan, PlannedStep } from './plan.ts'
import type { Argument, Parameter, Procedure, Step } from './sop.ts'

/** What a plan depends on besides its parameters. */
export interface Facts {
  /** What the agent lists. */
  services: ServiceState[]
  /** How long health must stay good. */
  proofSeconds: number
}

/**
 * Fills a procedure in.
 * @throws UserError for a service that is not there, or that does not allow the verb.
 */
export function makePlan(procedure: Procedure, parameters: Record<string, string>, facts: Facts): Plan {
  const values = filledIn(procedure, parameters, facts.services)
  const fill = (text: string) => filled(text, { ...values, proof_seconds: String(facts.proofSeconds) })
  const plan = {
    sop: procedure.sop,
    procedure: procedure.name,
    title: fill(procedure.title),
    parameters: values,
    lock: fill(procedure.lock),
    impact: fill(procedure.impact),
    minutes: procedure.minutes,
    undo: fill(procedure.undo),
    steps: procedure.steps.map((step) => plannedStep(step, values, facts, fill)),
    definition: digestOf(procedure),
  }
  return { ...plan, digest: digestOf(plan) }
}

function filledIn({ parameters, name }: Procedure, given: Record<string, string>, services: ServiceState[]) {
  const strange = Object.keys(given).find((key) => !Object.hasOwn(parameters, key))
  if (strange !== undefined) {
    throw new UserError('unknown_parameter', `${name} takes no "${strange}".`, {
      action: `It takes: ${Object.keys(parameters).join(', ')}.`,
    })
  }
  const entries = Object.entries(parameters).map(([key, parameter]) => {
    const value = Object.hasOwn(given, key) ? given[key] : parameter.default
    return [key, checkedService(parameter, value, services)] as const
  })
  return Object.fromEntries(entries)
}

function checkedService({ allows }: Parameter, name: string | undefined, services: ServiceState[]): string {
  const known = services.find(({ service }) => service === name)
  if (known === undefined) {
    const shown = name === undefined ? 'no service' : `“${name.slice(0, 40)}”`
    throw new UserError(
      'unknown_service',
      `There is ${name === undefined ? shown : `no service ${shown}`}.`,
      {
        action: `There are: ${services.map(({ service }) => service).join(', ')}.`,
        status: 404,
      },
    )
  }
  if (known.allows.includes(allows)) return known.service
  const others = known.allows.length > 0 ? known.allows.join(', ') : 'nothing'
  throw new UserError('forbidden_verb', `${known.service} does not allow ${allows} from here.`, {
    action: `It allows ${others}: what carries this chat and its memory is not taken down from it.`,
    status: 403,
  })
}

function plannedStep(
  step: Step,
  values: Record<string, string>,
  { proofSeconds }: Facts,
  fill: (text: string) => string,
): PlannedStep {
  const service = argument(step.service, values)
  const text = {
    id: step.id,
    title: fill(step.title),
    success: fill(step.success),
    timeoutSeconds: step.timeoutSeconds,
    onFailure: fill(step.onFailure),
    undo: step.undo === null ? null : fill(step.undo),
  }
  switch (step.kind) {
    case 'observe':
      return {
        ...text,
        kind: 'observe',
        observe: step.observe,
        service,
        command: observing[step.observe](service),
      }
    case 'act':
      return { ...text, kind: 'act', verb: step.verb, service, command: `agent ${step.verb} ${service}` }
    case 'verify': {
      const forSeconds = step.forSeconds === 'proof_seconds' ? proofSeconds : (step.forSeconds ?? 0)
      return {
        ...text,
        kind: 'verify',
        check: step.check,
        service,
        forSeconds,
        command: verifying[step.check](service),
      }
    }
  }
}

const observing = {
  state: (service: string) => `agent ps ${service}`,
  'log-errors': (service: string) => `agent logs ${service} errors`,
}
const verifying = {
  'started-anew': observing.state,
  running: observing.state,
  stopped: observing.state,
  healthy: (service: string) => `agent probe ${service}`,
  'no-new-errors': observing['log-errors'],
}

function argument(given: Argument, values: Record<string, string>): string {
  return typeof given === 'string' ? given : (values[given.parameter] ?? '')
}

function filled(text: string, values: Record<string, string>): string {
  return text.replace(/\{([a-z_]+)\}/g, (whole, key: string) => values[key] ?? whole)
}

/** The sha256 of a value's canonical JSON: keys in order, so that the same says the same. */
function digestOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(value)))
    .digest('hex')
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]))
}
