import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { CaseActs } from '../oncall/acts-store.ts'
import type { Case } from '../oncall/case.ts'
import type { CaseMessages } from '../oncall/messages-store.ts'
import type { PlannedStore } from '../oncall/planned-store.ts'
import type { CaseStore } from '../oncall/store.ts'
import type { People, Person } from '../people.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import type { AgentCalls } from '../sops/agent.ts'
import type { Runs } from '../sops/runs.ts'
import type { Schedules } from '../sops/schedules/schedules.ts'
import type { StandingApprovals } from '../sops/standing/approvals.ts'
import type { AssistantClient } from './assistant.ts'
import type { AuditReader } from './audit/store.ts'
import type { NewestVerified } from './audit/verify-newest.ts'
import type { CaseView } from './cases/view.ts'
import type { SecretLinks } from './config/links.ts'
import type { FeedbackStore } from './feedback/store.ts'
import type { Outcome } from './inbox.ts'
import type { Delivery, Platform, Post } from './platform.ts'
import type { TicketStore } from './tickets/store.ts'
import type { VerifiedStore } from './verified/store.ts'

/** What the handlers of commands and clicks work with. */
export interface Collaborators {
  people(): People
  runbook(): RunbookSettings
  /** What is wrong with the settings files, as sentences. */
  settingsProblems(): string[]
  assistant: AssistantClient
  cases: CaseStore
  caseActs: CaseActs
  caseMessages: CaseMessages
  planned: PlannedStore
  /** Shows a case as it is, now. */
  showCase(one: Case): Promise<void>
  /** What the cards of a case are drawn from, besides the case. */
  viewOfCase(one: Case): Promise<CaseView>
  /** There is something new about a case: to be shown, passed on, or somebody to be called. */
  wakeCases(): void
  feedback: FeedbackStore
  tickets: TicketStore
  verified: VerifiedStore
  /** A delivery of the past; null where it is no longer kept. */
  findDelivery(key: string): Promise<Delivery | null>
  /** What somebody asked and has no answer to yet, the oldest first. */
  openQuestions(personId: string, limit: number): Promise<Delivery[]>
  limits: Limits
  runs: Runs
  schedules: Schedules
  standing: StandingApprovals
  agent: AgentCalls
  audit: Pick<AuditReader, 'deeds'> & { verifyNewest(): Promise<NewestVerified> }
  /** Links to the page that takes a secret; null where the bot has no key to sign them. */
  secretLinks: SecretLinks | null
  /** There is something new in the outbox. */
  wakeOutbox(): void
  clock: Clock
  log: Logger
}

/** How much somebody may send at once. */
export interface Limits {
  /** Counts a message. @returns the seconds to wait where it was too many, else 0. */
  take(personId: string, place: string): Promise<number>
}

/** What somebody wrote: a question, or the words behind a command. */
export interface Asked {
  text: string
  machineModel: string | null
  language?: string
  /** How urgent it was said to be, in a form: the key of a clause of the runbook. */
  clause?: string
  /** Whatever machine the conversation is about. */
  isToAllModels?: boolean
  /** The delivery that holds it: what buttons point at. */
  key: string
  /** The delivery of the message that it began with: deleted, it is not answered any more. */
  messageKey: string
}

/** A button that was pressed. */
export interface Press {
  action: string
  value: string
  /** What was typed at the press. */
  input?: string
  /** What was filled into the form that the press opened, by field. */
  fields?: Record<string, string>
  /** The post whose card shows it. */
  post: Post
}

/** Something that a known person sent, with what is needed to answer it. */
export interface Request {
  delivery: Delivery
  person: Person
  platform: Platform
  /** It was begun before: something of it may be done already. */
  isResumed: boolean
  signal: AbortSignal
  with: Collaborators
}

/** Handles a request; one that is not done says when to try again. */
export type Handler<Input> = (input: Input, request: Request) => Promise<Outcome | undefined>
