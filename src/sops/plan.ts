import type { Act, Acts, BatchedAct, BatchedActs, Check, Checks, Observation, Observations } from './sop.ts'

/** A procedure with its parameters filled in: literally what will be done, and nothing else. */
export interface Plan {
  sop: string
  procedure: string
  title: string
  /** What it works on, for a first line. Plans of old name no more than their service. */
  thing?: string
  /** What its checks prove together, for a first line. */
  proves?: string
  parameters: Record<string, string>
  /** What was looked up for it, as people read it: what is before, and after. */
  facts?: { label: string; value: string }[]
  /** What was looked up for it, by name. */
  found?: Record<string, string>
  /** What the run locks. */
  lock: string
  impact: string
  minutes: [number, number]
  undo: string
  steps: PlannedStep[]
  rollback?: {
    /** The number of the step, from 1, after which the steps below take back what was done. */
    after: number
    /** Numbered on from the plan's own steps. */
    steps: PlannedStep[]
  }
  /** The definition that it was made from, as a hash. */
  definition: string
  /** The hash of all of the above: what a confirmation is bound to. Its first four digits name the plan. */
  digest: string
}

/** All steps by their number less one: the plan's own, then those that take them back. */
export function stepsOf({ steps, rollback }: Pick<Plan, 'steps' | 'rollback'>): PlannedStep[] {
  return rollback === undefined ? steps : [...steps, ...rollback.steps]
}

/** Arguments as they stand in a plan. */
export type Filled<Arguments> = { [Name in keyof Arguments]: string }

interface PlannedText {
  id: string
  title: string
  success: string
  timeoutSeconds: number
  onFailure: string
  undo: string | null
  /** The call, word for word, as people read it: `agent restart ai_assistant`. */
  command: string
  /** Arguments that are known only when the step begins: argument → what a step before it noted. */
  noted?: Record<string, string>
}

export type PlannedObserve = {
  [Name in Observation]: PlannedText & { kind: 'observe'; observe: Name } & Filled<Observations[Name]>
}[Observation]

export type PlannedAct = {
  [Name in Act]: PlannedText & { kind: 'act'; verb: Name } & Filled<Acts[Name]>
}[Act]

export type PlannedBatches = {
  [Name in BatchedAct]: PlannedText & { kind: 'batches'; verb: Name } & Filled<BatchedActs[Name]>
}[BatchedAct]

export type PlannedVerify = {
  [Name in Check]: PlannedText & { kind: 'verify'; check: Name; forSeconds: number } & Filled<Checks[Name]>
}[Check]

export type PlannedStep = PlannedObserve | PlannedAct | PlannedBatches | PlannedVerify
