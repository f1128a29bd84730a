import type { ActVerb } from '../agent-api.ts'

/**
 * A procedure of the runbook as data. The runbook's text, the help, the plan, the dry run, the execution and the
 * audit follow from it, so that text and conduct cannot drift. Texts may hold `{service}`, which stands for the
 * parameter, and `{proof_seconds}`, which stands for the setting.
 */
export interface Procedure {
  /** The runbook's number. Several procedures may share one. */
  sop: string
  /** Its name in commands and gates. */
  name: string
  title: string
  /** When somebody should run it. */
  when: string[]
  impact: string
  /** How long it takes, from and to. */
  minutes: [number, number]
  /** How to take it back, as a sentence. */
  undo: string
  parameters: Record<string, Parameter>
  /** What nobody else may work on meanwhile, such as `service:{service}`. */
  lock: string
  steps: Step[]
}

/** What one fills in. */
export interface Parameter {
  label: string
  /** A service that the agent lists and that allows the verb. */
  kind: 'service'
  allows: ActVerb
  default?: string
}

interface StepText {
  /** Its name among the steps of its procedure; stays when steps are added. */
  id: string
  title: string
  /** What must be seen for it to count as done. */
  success: string
  timeoutSeconds: number
  /** What the person is told to do when it fails. */
  onFailure: string
  /** How this step is taken back; null where there is nothing to take back. */
  undo: string | null
  /** It destroys something, and nothing takes that back. */
  destroys?: true
}

/** An argument: a text as it is, or the value of a parameter. */
export type Argument = string | { parameter: string }

export type Step = StepText &
  (
    | {
        /** Looks, and notes what it saw; never a reason to stop. */
        kind: 'observe'
        observe: Observation
        service: Argument
      }
    | { kind: 'act'; verb: ActVerb; service: Argument }
    | {
        /** Looks again and again until it holds, or the time is over. */
        kind: 'verify'
        check: Check
        service: Argument
        /** It must hold for so long without a break; `proof_seconds` is what runbook.yml says. */
        forSeconds?: number | 'proof_seconds'
      }
  )

/** What can be noted before acting. */
export type Observation = 'state' | 'log-errors'

/** What can be proved. See checks.ts. */
export type Check = 'started-anew' | 'running' | 'stopped' | 'healthy' | 'no-new-errors'

/** Gives a definition its type. */
export function defineProcedure<const P extends Procedure>(procedure: P): P {
  return procedure
}

/** Gives a step that several procedures share its type. */
export function defineStep<const S extends Step>(step: S): S {
  return step
}
