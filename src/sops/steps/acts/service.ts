import type { ServiceState, ServiceVerb } from '../../../agent-api.ts'
import type { ActKind } from '../kinds.ts'
import { serviceState } from '../parts.ts'

/** The system tells the start of a process only so exactly, in milliseconds. */
const roughly = 1_000

/** A verb that acts on one service. */
export function serviceAct(verb: ServiceVerb): ActKind<{ service: string }> {
  return {
    command: ({ service }) => `agent ${verb} ${service}`,
    call: async ({ service }) => ({ verb, request: { service } }),
    shows: async ({ service }, beganAt, parts) => {
      const now = await serviceState(service, parts)
      return verb === 'stop' ? ofStop(now) : ofStart(now, beganAt, parts.timeText)
    },
  }
}

function ofStop({ service, state }: ServiceState): string {
  return state === 'stopped'
    ? `${service} is stopped, so it may have been done.`
    : `${service} is ${state}, so it was probably not done.`
}

function ofStart(
  { service, state, replicas: [first] }: ServiceState,
  beganAt: string,
  timeText: (at: string) => string,
): string {
  if (first === undefined) return `${service} is ${state}.`
  return Date.parse(first.started_at) >= Date.parse(beganAt) - roughly
    ? `The process started ${timeText(first.started_at)}, after this step began, so it may have been done.`
    : `The process runs since ${timeText(first.started_at)}, before this step began, so it was probably not done.`
}
