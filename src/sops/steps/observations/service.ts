import { maxLogLines } from '../../../agent-api.ts'
import { errorKinds } from '../../../log-kinds.ts'
import type { ObservationKind } from '../kinds.ts'
import { ending, serviceState } from '../parts.ts'

type OfService = { service: string }

/** Which processes run, and since when. */
export const state: ObservationKind<OfService> = {
  command: ({ service }) => `agent ps ${service}`,
  async look({ service }, _, parts) {
    const { state: is, replicas } = await serviceState(service, parts)
    const since = replicas[0] === undefined ? '' : ` since ${parts.timeText(replicas[0].started_at)}`
    return {
      ...ending('done', `${service} is ${is}${since}.`),
      noted: { replicas: Object.fromEntries(replicas.map(({ id, started_at: at }) => [id, at])) },
    }
  },
}

/** The kinds of errors that the log holds by now. */
export const logErrors: ObservationKind<OfService> = {
  command: ({ service }) => `agent logs ${service} errors`,
  async look({ service }, _, { agent, clock, signal }) {
    const logUntil = clock.now().toISOString()
    const { lines } = await agent.read('logs', { service, lines: maxLogLines, errors_only: true }, signal)
    const kinds = errorKinds(lines)
    const detail =
      kinds.length === 0
        ? 'The log holds no errors.'
        : `The log holds ${lines.length} errors of ${kinds.length} ${kinds.length === 1 ? 'kind' : 'kinds'}.`
    return {
      ...ending('done', detail),
      noted: { errorKinds: kinds, logUntil },
      output: lines.slice(-5).map(({ text }) => text),
    }
  },
}
