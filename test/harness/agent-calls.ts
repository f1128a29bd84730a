import { existsSync, readFileSync } from 'node:fs'
import { expect } from '@jest/globals'
import {
  agentErrorSchema,
  type Operation,
  type OperationCall,
  operationSchema,
  type ReadRequest,
  type ReadResponse,
  type ReadVerb,
  readVerbs,
  type ServiceVerb,
} from '../../src/agent-api.ts'
import type { ServedAgent } from './agent-server.ts'
import { eventually } from './eventually.ts'

/** What tests ask of an agent, in short. */
export interface AgentCalls {
  read<Verb extends ReadVerb>(verb: Verb, request: ReadRequest<Verb>): Promise<ReadResponse<Verb>>
  found(id: string): Promise<Operation>
  /** Acts under an id of its own and waits for the end. */
  perform(call: OperationCall): Promise<Operation>
  act(verb: ServiceVerb, service: string): Promise<Operation>
  refusal(response: Response): Promise<[status: number, code: string]>
  journal(): string
}

/** How long an act may take on a busy machine, in milliseconds. */
const patience = 120_000

let count = 0

export function agentCalls(agent: () => ServedAgent): AgentCalls {
  const found = async (id: string): Promise<Operation> =>
    operationSchema.parse(await (await agent().call('GET', `/operations/${id}`)).json())
  const perform = async (call: OperationCall): Promise<Operation> => {
    count += 1
    const id = `op-${count}`
    const response = await agent().put(id, call)
    if (!response.ok) throw new Error(await response.text())
    const hasEnded = async (): Promise<Operation | false> => {
      const operation = await found(id)
      return operation.state !== 'running' && operation
    }
    return eventually(hasEnded, { within: patience })
  }
  return {
    read: async (verb, request) => {
      const response = await agent().call('POST', `/verbs/${verb}`, request)
      const body: unknown = await response.json()
      expect([response.status, response.ok ? '' : body]).toEqual([200, ''])
      return readVerbs[verb].response.parse(body) as never
    },
    found,
    perform,
    act: (verb, service) => perform({ verb, request: { service } } as OperationCall),
    refusal: async (response) => [response.status, agentErrorSchema.parse(await response.json()).error.code],
    journal: () => {
      const { journalPath } = agent()
      return existsSync(journalPath) ? readFileSync(journalPath, 'utf8') : ''
    },
  }
}
