import type { z } from 'zod'
import {
  agentErrorSchema,
  agentPaths,
  operationCallSchema,
  operationSchema,
  type ReadVerb,
  readVerbs,
  type StagedValue,
} from '../agent-api.ts'
import type { Config } from '../config.ts'
import { UserError } from '../errors.ts'
import type { AgentCalls } from '../sops/agent.ts'
import { tokenSigner } from '../tokens.ts'
import { within } from './assistant/patience.ts'

/** How long one call may take: the agent answers at once what it does, and ends what it looks at in 10 s. */
const callMs = 12_000

/** Answers of these kinds pass: something between us and the agent says that it is not there. */
const awayStatuses = new Set([502, 503])

type Send = (method: string, path: string, body: unknown, signal?: AbortSignal) => Promise<Response>

/** What the bot asks of the agent. */
export interface AgentClient extends AgentCalls {
  /** Hands it a secret, which it holds under a handle for half an hour, or until it is written. */
  stage(handle: string, value: StagedValue, signal?: AbortSignal): Promise<void>
}

/** The agent, over HTTP, at AGENT_URL. */
export function agentClient(config: Config): AgentClient {
  const send = sender(config)
  return {
    read: async (verb, request, signal) => {
      const response = await send('POST', agentPaths.verb(verb), request, signal)
      return await bodyOf(response, readVerbs[verb as ReadVerb].response as never)
    },
    begin: async (id, call, signal) => {
      const body = operationCallSchema.parse(call)
      return await bodyOf(await send('PUT', agentPaths.operation(id), body, signal), operationSchema)
    },
    operation: async (id, signal) => {
      const response = await send('GET', agentPaths.operation(id), undefined, signal)
      if (response.status !== 404) return await bodyOf(response, operationSchema)
      // Only the agent itself knows that it was never begun; another 404 says nothing about it.
      const refusal = await refusalOf(response)
      if (refusal.code === 'no_such_operation') return null
      throw refusal
    },
    stage: async (handle, value, signal) => {
      const response = await send('PUT', agentPaths.staged(handle), value, signal)
      if (!response.ok) throw await refusalOf(response)
    },
  }
}

/** Sends signed calls. */
function sender({ AGENT_URL, TOKEN_PRIVATE_KEY }: Config): Send {
  const sign = TOKEN_PRIVATE_KEY === undefined ? undefined : tokenSigner(TOKEN_PRIVATE_KEY)
  return async (method, path, body, signal) => {
    if (AGENT_URL === undefined || sign === undefined) throw notSet(AGENT_URL)
    const token = await sign({ subject: 'bot', roles: [] }, 'agent')
    try {
      return await fetch(AGENT_URL.replace(/\/$/, '') + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: within(callMs, signal),
      })
    } catch (cause) {
      throw away(cause)
    }
  }
}

async function bodyOf<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (!response.ok) throw await refusalOf(response)
  try {
    return schema.parse(await response.json())
  } catch (cause) {
    throw away(cause)
  }
}

/** What an answer that is no success says. */
async function refusalOf(response: Response): Promise<UserError> {
  const { status } = response
  const said = agentErrorSchema.safeParse(await response.json().catch(() => undefined)).data?.error
  if (said !== undefined) {
    const { code, message, action } = said
    return new UserError(code, message, { status, ...(action !== undefined && { action }) })
  }
  if (awayStatuses.has(status)) return away(undefined)
  const options = { status: 502, action: 'Try again; if it lasts, look at the log of the agent.' }
  return new UserError('agent_failed', `The agent answered ${status}.`, options)
}

/** The agent cannot be reached now. */
function away(cause: unknown): UserError {
  return new UserError('agent_away', 'The agent, which works on the services, does not answer now.', {
    status: 503,
    action: 'Try again in a minute; if it lasts, look after the program on its machine.',
    cause,
  })
}

function notSet(url: string | undefined): UserError {
  const setting = url === undefined ? 'AGENT_URL' : 'TOKEN_PRIVATE_KEY'
  return new UserError('agent_away', `There is no agent here: ${setting} is not set.`, {
    status: 503,
    action: `Set ${setting}, then start the bot again.`,
  })
}
