import type { Operation, OperationCall, ReadRequest, ReadResponse, ReadVerb } from '../agent-api.ts'

/**
 * What a run needs of the agent. Every call throws a UserError: `agent_away` (503) where it does not answer,
 * otherwise what it refused and why.
 */
export interface AgentCalls {
  read<Verb extends ReadVerb>(
    verb: Verb,
    request: ReadRequest<Verb>,
    signal?: AbortSignal,
  ): Promise<ReadResponse<Verb>>
  /** Begins an operation and answers at once; a repeat of the id finds the first. */
  begin(id: string, call: OperationCall, signal?: AbortSignal): Promise<Operation>
  /** What came of it; null where it was never begun, and so can be begun safely. */
  operation(id: string, signal?: AbortSignal): Promise<Operation | null>
}
