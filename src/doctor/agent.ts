import type { Config } from '../config.ts'
import { type Check, off, ok, warning } from '../finding.ts'
import type { AgentCalls } from '../sops/agent.ts'

/** Whether the agent answers, takes our token, and sees its services run. */
export function agentCheck(
  { AGENT_URL: url, TOKEN_PRIVATE_KEY: key }: Config,
  connect: () => Pick<AgentCalls, 'read'>,
): Check {
  return {
    name: 'Agent',
    look: async () => {
      const missing = url === undefined ? 'AGENT_URL' : key === undefined ? 'TOKEN_PRIVATE_KEY' : null
      if (missing !== null) {
        return off(
          `${missing} is not set.`,
          'That is right where npm start runs the agent; else set it, or procedures cannot run.',
        )
      }
      const agent = connected(connect)
      if (agent === null) return off('it cannot be asked with these token keys.', 'Mend them first.')
      const { services } = await agent.read('ps', {})
      const idle = services.filter(({ state }) => state !== 'running')
      if (idle.length === 0)
        return ok(`it answers; ${services.map(({ service }) => service).join(', ')} run.`)
      return warning(
        `${idle.map(({ service, state }) => `${service} is ${state}`).join(', ')}.`,
        'Type /ai start in the chat, or /ai logs for why.',
      )
    },
  }
}

/** A client with our key; null where that is none. */
function connected<Client>(connect: () => Client): Client | null {
  try {
    return connect()
  } catch {
    return null
  }
}
