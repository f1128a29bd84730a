import type { ServiceState } from '../../agent-api.ts'
import type { AgentCalls } from '../agent.ts'
import type { AssistantCalls } from '../assistant.ts'
import type { OpenCases } from '../open-cases.ts'
import type { Parameter } from '../sop.ts'

/** What a plan depends on besides its parameters. */
export interface Facts {
  /** What the agent lists; needed only where a parameter is a service. */
  services: ServiceState[]
  /** How long health must stay good. */
  proofSeconds: number
  /** What was looked up, for arguments and texts. */
  found?: Record<string, string>
  /** What was looked up, as people read it. */
  lines?: { label: string; value: string }[]
}

export type LookedUp = Partial<Omit<Facts, 'proofSeconds'>>

/** Whom a plan is made with. */
export interface Sources {
  agent: AgentCalls
  assistant: AssistantCalls
  cases: OpenCases
  /** A day and time as people at the site read it. */
  dayText(at: string): string
}

/** A kind of value that people fill in. */
export interface ParameterKind<Kind extends Parameter> {
  /** @returns the value as a plan has it. @throws UserError for what is none. */
  check(value: string | undefined, parameter: Kind, facts: Facts): string
  /** What a plan must know about a value, as given; @throws UserError where there can be no plan. */
  lookUp?(value: string | undefined, sources: Sources): Promise<LookedUp>
  /**
   * The value at a due time, of what a schedule names; absent: what it names is the value.
   * @throws UserError for what a schedule may not name.
   */
  atDue?(value: string | undefined, due: Date): string
}
