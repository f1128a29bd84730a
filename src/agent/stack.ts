import type { LogLine, ProbeResult, ServiceState, Stats } from '../agent-api.ts'

/** Which lines of a log. */
export interface WantedLines {
  since: Date | undefined
  lines: number
  errorsOnly: boolean
}

/**
 * What the verbs work on: services by the names of the Compose file. A call whose signal fires ends the whole
 * process group of what it started.
 */
export interface Stack {
  /** Whether there is such a service here. */
  has(service: string): boolean
  state(service: string): Promise<Omit<ServiceState, 'allows'>>
  probe(service: string, signal: AbortSignal): Promise<ProbeResult['replicas']>
  logs(service: string, wanted: WantedLines): Promise<{ lines: LogLine[]; truncated: boolean }>
  stats(service: string, signal: AbortSignal): Promise<Stats['replicas']>
  /** Each resolves when it is so, also where it was so before. */
  start(service: string, signal: AbortSignal): Promise<void>
  stop(service: string, signal: AbortSignal): Promise<void>
  restart(service: string, signal: AbortSignal): Promise<void>
}
