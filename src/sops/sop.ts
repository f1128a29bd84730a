import type { ServiceVerb } from '../agent-api.ts'

/**
 * A procedure of the runbook as data. The runbook's text, the help, the plan, the dry run, the execution and the
 * audit follow from it, so that text and conduct cannot drift. Texts may hold `{service}`, which stands for the
 * parameter, `{proof_seconds}`, which stands for the setting, and what was looked up for the plan.
 */
export interface Procedure {
  /** The runbook's number. Several procedures may share one. */
  sop: string
  /** Its name in commands and gates. */
  name: string
  title: string
  /** What it works on, in the first line of its cards: `{service}`. */
  thing: string
  /** What its checks prove together, in the first line of the card when it is done: `healthy`. */
  proves: string
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
  rollback?: Rollback
  /** It mostly waits for work that goes on elsewhere: it takes no place from runs that act. */
  waits?: true
  /** How to do it without this program: what to type, in order. */
  byHand?: string[]
  /** How one asks for it, behind `/ai`; absent: its name, and a service. */
  asked?: string
  /** What texts of the runbook say where there is no plan yet: `title` → `a manual`. */
  words?: Record<string, string>
}

/**
 * How a change is taken back by itself: once the step has been done (or may have been), whatever ends the run
 * before its end is followed by these steps.
 */
export interface Rollback {
  /** The id of the step. */
  after: string
  steps: Step[]
}

/** What one fills in. See parameters.ts. */
export type Parameter = { label: string; default?: string } & (
  | {
      /** A service that the agent lists and that allows the verb. */
      kind: 'service'
      allows: ServiceVerb
    }
  /** What settings are to be: a list as `settingChangesSchema` has it, as JSON. */
  | { kind: 'changes' }
  /** The id of a document of the knowledge base. */
  | { kind: 'document' }
  /** A span of time up to now, such as 24h. */
  | { kind: 'period' }
  /** A moment, as an ISO text: sessions begun before it are old. */
  | { kind: 'cutoff' }
  /** The name of a backup that was proved. */
  | { kind: 'backup' }
  | { kind: 'text'; maxLength: number }
)

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

/**
 * An argument of a step: a text as it is, the value of a parameter, something that was looked up for the plan, or
 * (known only when the step begins) what a step before it noted.
 */
export type Argument = string | { parameter: string } | { found: string } | { noted: string }

/** What each observation is told. A new one is a row here, and one in steps/observations.ts. */
export interface Observations {
  state: { service: Argument }
  'log-errors': { service: Argument }
  'settings-in-force': { service: Argument }
  'log-summary': { service: Argument; period: Argument }
  'log-summary-before': { service: Argument; period: Argument }
  'log-review': { service: Argument }
  resources: { service: Argument }
  answers: Record<never, Argument>
  'slowest-statements': Record<never, Argument>
  'performance-report': Record<never, Argument>
  document: { document: Argument }
  'backup-means': Record<never, Argument>
  'table-sizes': Record<never, Argument>
  'table-sizes-after': Record<never, Argument>
  'records-sent-again': Record<never, Argument>
}
export type Observation = keyof Observations

/** What each check is told. A new one is a row here, and one in steps/checks.ts. */
export interface Checks {
  'started-anew': { service: Argument }
  running: { service: Argument }
  stopped: { service: Argument }
  healthy: { service: Argument }
  'no-new-errors': { service: Argument }
  'settings-taken-up': { service: Argument }
  'settings-as-before': { service: Argument; file_digest: Argument }
  'health-as-before': { service: Argument }
  'chat-answers': { changes: Argument }
  'document-read': { document: Argument }
  'document-listed': { document: Argument }
  'document-found': { document: Argument; words: Argument }
  'document-cited': { document: Argument }
  'old-sessions-gone': { cutoff: Argument }
  'backup-proved': { backup: Argument }
  'backup-restored': { backup: Argument }
  'way-back': { backup: Argument; manifest_digest: Argument }
}
export type Check = keyof Checks

/** What each verb of the agent is told. A new one is a row here, and one in steps/acts.ts. */
export interface Acts extends Record<ServiceVerb, { service: Argument }> {
  write_settings: { changes: Argument; file_digest: Argument }
  restore_settings: { backup: Argument; file_digest: Argument }
}
export type Act = keyof Acts

/**
 * What each verb of the agent is told that may be called again without harm, and so is never left unknown. A new
 * one is a row here, and one in steps/batched.ts.
 */
export interface BatchedActs {
  delete_sessions: { cutoff: Argument; spared: Argument; sessions: Argument }
  maintain_table: { table: Argument; task: Argument }
  refresh_statistics: Record<never, Argument>
  create_backup: Record<never, Argument>
  prove_backup: { backup: Argument }
  restore_backup: { backup: Argument; manifest_digest: Argument }
  prune_backups: Record<never, Argument>
}
export type BatchedAct = keyof BatchedActs

/** Looks, and notes what it saw; never a reason to stop. */
type ObserveStep = {
  [Name in Observation]: { kind: 'observe'; observe: Name } & Observations[Name]
}[Observation]

type ActStep = { [Name in Act]: { kind: 'act'; verb: Name } & Acts[Name] }[Act]

/** Acts, one call after the other until nothing is left. */
type BatchedStep = {
  [Name in BatchedAct]: { kind: 'batches'; verb: Name } & BatchedActs[Name]
}[BatchedAct]

/** Looks again and again until it holds, or the time is over. */
type VerifyStep = {
  [Name in Check]: {
    kind: 'verify'
    check: Name
    /** It must hold for so long without a break; `proof_seconds` is what runbook.yml says. */
    forSeconds?: number | 'proof_seconds'
  } & Checks[Name]
}[Check]

export type Step = StepText & (ObserveStep | ActStep | BatchedStep | VerifyStep)

/** Gives a definition its type. */
export function defineProcedure<const P extends Procedure>(procedure: P): P {
  return procedure
}

/** Gives a step that several procedures share its type. */
export function defineStep<const S extends Step>(step: S): S {
  return step
}
