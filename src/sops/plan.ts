import type { ActVerb } from '../agent-api.ts'
import type { Check, Observation } from './sop.ts'

/** A procedure with its parameters filled in: literally what will be done, and nothing else. */
export interface Plan {
  sop: string
  procedure: string
  title: string
  parameters: Record<string, string>
  /** What the run locks. */
  lock: string
  impact: string
  minutes: [number, number]
  undo: string
  steps: PlannedStep[]
  /** The definition that it was made from, as a hash. */
  definition: string
  /** The hash of all of the above: what a confirmation is bound to. Its first four digits name the plan. */
  digest: string
}

interface PlannedText {
  id: string
  title: string
  success: string
  timeoutSeconds: number
  onFailure: string
  undo: string | null
  /** The call, word for word, as people read it: `agent restart ai_assistant`. */
  command: string
}

export type PlannedStep = PlannedText &
  (
    | { kind: 'observe'; observe: Observation; service: string }
    | { kind: 'act'; verb: ActVerb; service: string }
    | { kind: 'verify'; check: Check; service: string; forSeconds: number }
  )
