import type { Health } from '../../assistant-api.ts'
import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import type { Logger } from '../../log.ts'
import type { CaseEvent } from '../../oncall/events-store.ts'
import type { DueStep } from '../../oncall/timeline.ts'
import type { People, Person } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { TrendPoint } from '../../sops/performance/report.ts'
import type { Runs } from '../../sops/runs.ts'
import type { AssistantClient } from '../assistant.ts'
import type { Cases } from '../cases/start.ts'
import type { CitedLinks } from '../cited.ts'
import type { SecretLinks } from '../config/links.ts'
import type { SecretParts } from '../config/take-secret.ts'
import type { Lane } from '../inbox/store.ts'
import type { Delivery, Inbound } from '../platform.ts'
import type { ProposeOnPage } from '../verified/propose-on-page.ts'
import type { Me } from './api.ts'
import type { CaseHeads } from './case-heads-store.ts'
import type { Changes } from './changes.ts'
import type { RunHeads } from './run-heads-store.ts'
import type { SignInStore } from './sign-in/store.ts'
import type { WebStore } from './store.ts'

/** What the web chat works with. */
export interface WebCollaborators extends Cases {
  config: Config
  log: Logger
  clock: Clock
  people(): People
  store: WebStore
  signIn: SignInStore
  changes: Changes
  assistant: AssistantClient
  runbook(): RunbookSettings
  runs: Runs
  runHeads: RunHeads
  caseHeads: CaseHeads
  caseEvents(number: number): Promise<CaseEvent[]>
  proposeAnswer: ProposeOnPage
  /** What is due of a case. */
  dueTimesOf(number: number): Promise<DueStep[]>
  /** The trend that a picture shows; null where there is no such picture. */
  trendOf(picture: string): Promise<TrendPoint[] | null>
  /** The commands that a person may use. */
  commandsFor(person: Person): Me['commands']
  laneOf(inbound: Inbound): Lane
  /** Stores a delivery that is no message. */
  accept(delivery: Delivery, lane: Lane): Promise<boolean>
  /** There is something new in a lane of the intake. */
  wakeInbox(lane: Lane): void
  /** Links to the page that takes a secret; null where the bot has no key to sign them. */
  secretLinks: SecretLinks | null
  secrets: SecretParts
  /** Links that open originals without signing in; null where the bot has no key to sign them. */
  cited: CitedLinks | null
  /** How the bot is. */
  health(): Promise<Health>
  isUnreachable(error: unknown): boolean
}
