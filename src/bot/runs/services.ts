import type { ServiceState, ServiceVerb } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import type { AgentCalls } from '../../sops/agent.ts'
import { within } from '../assistant/patience.ts'

/** How long a person waits for the agent's list, in milliseconds. */
const patienceMs = 3_000

/** What the agent lists; null where it does not answer in time. */
export async function listedServices(
  agent: Pick<AgentCalls, 'read'>,
  signal: AbortSignal,
): Promise<ServiceState[] | null> {
  try {
    return (await agent.read('ps', {}, within(patienceMs, signal))).services
  } catch (error) {
    if (error instanceof UserError && !signal.aborted) return null
    throw error
  }
}

/** The names of the services that allow a verb; none where the agent does not answer. */
export async function servicesAllowing(
  verb: ServiceVerb,
  agent: Pick<AgentCalls, 'read'>,
  signal: AbortSignal,
): Promise<string[]> {
  const listed = (await listedServices(agent, signal)) ?? []
  return listed.filter(({ allows }) => allows.includes(verb)).map(({ service }) => service)
}
