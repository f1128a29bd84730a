import type { LogLine, ProbeResult, ServiceState, ServiceVerb, Stats } from '../agent-api.ts'

/**
 * What the verbs work on: services by the names of the Compose file. A call whose signal fires ends the whole
 * process group of what it started. An act resolves when it is so, also where it was so before.
 */
export interface Stack extends Record<ServiceVerb, (service: string, signal: AbortSignal) => Promise<void>> {
  /** Whether there is such a service here. */
  has(service: string): boolean
  /** How these services are. */
  states(services: string[], signal: AbortSignal): Promise<Omit<ServiceState, 'allows'>[]>
  probe(service: string, signal: AbortSignal): Promise<ProbeResult['replicas']>
  /** What a service printed, oldest first, from about a time on; neither masked nor cut. */
  output(service: string, since: Date | undefined, signal: AbortSignal): AsyncIterable<LogLine>
  stats(service: string, signal: AbortSignal): Promise<Stats['replicas']>
}
