import { maxLogLines } from '../../../agent-api.ts'
import { checkHealthy, checkNewErrors, checkRunning, checkStartedAnew, checkStopped } from '../../checks.ts'
import type { CheckKind } from '../kinds.ts'
import { serviceState } from '../parts.ts'

type OfService = { service: string }

const ps = ({ service }: OfService) => `agent ps ${service}`

/** Every process is another one than was noted. */
export const startedAnew: CheckKind<OfService> = {
  command: ps,
  look: async ({ service }, { before }, parts) =>
    checkStartedAnew(await serviceState(service, parts), before, parts.timeText),
}

export const running: CheckKind<OfService> = {
  command: ps,
  look: async ({ service }, _, parts) => checkRunning(await serviceState(service, parts), parts.timeText),
}

export const stopped: CheckKind<OfService> = {
  command: ps,
  look: async ({ service }, _, parts) => checkStopped(await serviceState(service, parts)),
}

export const healthy: CheckKind<OfService> = {
  command: ({ service }) => `agent probe ${service}`,
  look: async ({ service }, _, { agent, signal }) =>
    checkHealthy(await agent.read('probe', { service }, signal)),
}

/** No kind of error that the log did not hold when it was looked at before. */
export const noNewErrors: CheckKind<OfService> = {
  command: ({ service }) => `agent logs ${service} errors`,
  async look({ service }, { before }, { agent, signal }) {
    const since = before.logUntil === undefined ? {} : { since: before.logUntil }
    const request = { service, lines: maxLogLines, errors_only: true, ...since }
    return checkNewErrors(await agent.read('logs', request, signal), before)
  },
}
