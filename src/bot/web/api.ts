import type { DocumentAccepted, KnowledgeDocument } from '../../assistant-api.ts'
import type { CaseStatus } from '../../oncall/case.ts'
import type { Level } from '../../oncall/level.ts'
import type { Side } from '../../oncall/messages-store.ts'
import type { Page } from '../../oncall/pages-store.ts'
import type { Severity } from '../../oncall/severity.ts'
import type { RunStatus, StepState } from '../../sops/run.ts'
import type { DryRun } from '../../sops/runs.ts'
import type { Card, Tone } from '../card.ts'

/** What the web page and the bot say to each other. Types only: the page imports nothing else from here. */

/** GET /api/me; 401 for whoever is not signed in. */
export interface Me {
  person: PersonView
  /** Who the demo's switcher offers; absent where there is no switcher. */
  people?: PersonView[]
  /** How this person signed in; absent where there is nothing to sign out of. */
  session?: { how: 'slack' | 'microsoft' | 'password' }
  /** The commands this person may use, for completion after `/`. */
  commands: { name: string; usage: string; summary: string }[]
  machineModels: string[]
  /** Questions to start with, drawn from the indexed manuals. */
  suggestions: { question: string; machineModel: string | null; language: string }[]
  /** For on-call people: how the service is. */
  service?: { state: 'ok' | 'degraded' | 'down'; text: string }
  /** The maintenance that lasts now, or that comes and is announced. */
  maintenance?: { reason: string; from: string; until: string; isNow: boolean }
  mayUpload: boolean
  /** Whether the pages of approvals and runs are there for this person. */
  seesRuns: boolean
  maxUploadMb: number
}

export interface PersonView {
  id: string
  name: string
  roles: string[]
}

/** PUT /api/me: become another person of the demo. */
export interface SwitchPerson {
  person: string
}

/** POST /api/sign-out → 204. */
export interface SignOut {
  /** In every browser, not in this one alone. */
  everywhere: boolean
}

/** GET /api/conversations → { conversations }, newest first. */
export interface ConversationView {
  id: string
  title: string
  machineModel: string | null
  updatedAt: string
}

/**
 * POST /api/conversations/:id/messages → 202 ConversationView; the first message makes the conversation and
 * titles it. The page makes both ids (UUIDs); the same key twice is one message, and the entry's id is the key.
 */
export interface SendMessage {
  key: string
  text: string
  machineModel?: string
}

/** POST /api/conversations/:id/clicks → 202 {}. The key is a new UUID; what comes of it arrives as entries. */
export interface SendClick {
  key: string
  entryId: string
  action: string
  value: string
  /** What the button asked for, at most 2,000 characters. */
  input?: string
}

/**
 * GET /api/conversations/:id/events?after=VERSION: server-sent events. Event `entry` carries an Entry, with
 * its version as the event id, new ones and changed ones alike; `ready` follows once all that stood there has
 * been sent; `ping` keeps the line open. 404 until the conversation's first message was accepted.
 */
export interface Entry {
  id: string
  /** Its place in the transcript. */
  position: number
  version: number
  author: 'person' | 'bot'
  body: { text: string } | { card: Card }
  state: 'streaming' | 'final'
  createdAt: string
}

/**
 * Documents: GET /api/documents → { documents }, POST /api/documents (multipart, as the assistant takes it)
 * → UploadAccepted, GET /api/documents/:id → KnowledgeDocument, GET /api/documents/:id/file → the PDF.
 * The page itself is served at /, /c/:conversation and /documents/:id?page=N&quote=…
 */
export type DocumentView = KnowledgeDocument

/** POST /api/documents?words=phrases,with,commas; `run` follows it, null where that could not begin. */
export type UploadAccepted = DocumentAccepted & { run: number | null }

/** GET /api/runs → RunList, the newest 50. */
export interface RunList {
  runs: RunRow[]
  timeZone: string
}

export interface RunRow {
  number: number
  /** */
  name: string
  title: string
  status: RunStatus
  /** The status as people read it, and how good it is. */
  word: string
  tone: Tone
  /** Who asked for it. */
  by: string
  requestedAt: string
  startedAt: string | null
  endedAt: string | null
}

/** A run's card for whoever asks; what it offers goes to POST /api/runs/:number/presses. */
export interface RunCard {
  number: number
  name: string
  version: number
  status: RunStatus
  word: string
  card: Card
}

/** GET /api/runs/waiting → { runs }: what waits for a decision or a review, oldest first. */
export interface WaitingRun extends RunCard {
  /** It is for this person to decide or to review. */
  isYours: boolean
}

/**
 * GET /api/runs/:number. All of it as data is at /api/runs/:number/record.json. GET /api/runs/events streams
 * `run` events, a RunHead each: first those that changed last, then every change.
 */
export interface RunRecord extends RunCard {
  title: string
  timeZone: string
  /** What is true of the plan, label and value. */
  facts: { label: string; value: string }[]
  /** `who` is null where something happened by itself. */
  timeline: { at: string; who: string | null; text: string }[]
  steps: RunStep[]
  /** The documents that were removed because of it. */
  removed: string[]
}

/** One step: what was planned, and what came of it. */
export interface RunStep extends Pick<StepState, 'state' | 'attempts' | 'beganAt' | 'endedAt'> {
  title: string
  success: string
  command: string
  timeoutSeconds: number
  onFailure: string
  undo: string | null
  /** How far it has got. */
  progress: string | null
  detail: string | null
  evidence: { label: string; value: string }[]
  output: string[]
}

export interface RunHead {
  number: number
  version: number
  status: string
}

/** POST /api/runs/:number/presses → PressResult. The value is what the button carries. */
export interface PressRun {
  action: string
  value: string
  input?: string
}

/** The run as it is now, which may be another one that the press began; or what would happen. */
export type PressResult = { run: RunCard } | { dryRun: DryRun }

/**
 * GET /api/cases → CaseList. For those who may take cases all that wait, the oldest first, for everybody else their
 * own; then the few that were resolved last. GET /api/cases/events streams `case` events, a CaseHead each.
 */
export interface CaseList {
  cases: CaseRow[]
  /** How many wait for this person: to be taken, or that are their own. */
  waiting: number
  /** All of them, or this person's own. */
  isAll: boolean
  timeZone: string
}

export interface CaseRow {
  number: number
  /** C-31 */
  name: string
  /** What was declared, or asked. */
  title: string
  /** The runbook's clause that was declared; null: a question. */
  category: string | null
  status: CaseStatus
  /** The status as people read it, and how good it is. */
  word: string
  tone: Tone
  question: string
  severity: Severity
  level: Level
  /** By when somebody must have seen to it; null where nothing is due, and for whoever may not take cases. */
  dueAt: string | null
  /** That time is over. */
  isOverdue: boolean
  asker: string
  takenBy: string | null
  resolvedBy: string | null
  createdAt: string
}

/** GET /api/cases/:number: a case as this person may see it; 404 where there is none for them. */
export interface CaseRecord extends CaseRow {
  version: number
  timeZone: string
  /** What it is, with the buttons that this person may press: each is sent to /presses. */
  card: Card
  messages: CaseMessage[]
  /** How this person's words reach the other side; null where nobody writes any more. */
  speaks: { as: Side; reader: string; files: FileLimits } | null
  /** What happened, in its order. */
  events: CaseMoment[]
  /** Who was or will be called. Empty for whoever may not take cases, as is what is due. */
  pages: CasePage[]
  ahead: CaseMoment[]
}

/** `who` is null where something happened by itself. */
export interface CaseMoment {
  at: string
  who: string | null
  text: string
}

export interface CasePage extends CaseMoment {
  status: Page['status']
}

/** What one message may carry. */
export interface FileLimits {
  files: number
  bytesEach: number
}

export interface CaseMessage {
  position: number
  side: Side
  name: string
  isOwn: boolean
  /** Empty where files were sent without a word. */
  text: string
  files: CaseFile[]
  at: string
}

/** A file that was sent with a message. */
export interface CaseFile {
  name: string
  /** In bytes. */
  size: number
  /** A browser may show it; anything else it saves. */
  isPicture: boolean
  /** When what was in it was cleared; null: it is kept. */
  clearedAt: string | null
  /** Where it is, for whoever may see the case. */
  url: string
}

/** Another version whenever the case has changed, or something was said. */
export interface CaseHead {
  number: number
  version: string
  status: CaseStatus
}

/** POST /api/cases/:number/presses → CasePressResult. Without a value it is the number. */
export interface PressCase {
  action: string
  value?: string
  input?: string
}

/**
 * The case as it is now; or, of `case-urgency`, what it can be declared to be, and of `case-keep-answer`, what became
 * of the answer, as a sentence.
 */
export type CasePressResult = { case: CaseRecord } | { clauses: CaseClause[] } | { kept: string }

/** What a case can be declared to be: the value goes with the action `case-declare`. */
export interface CaseClause {
  when: string
  /** level 2 within 60 minutes */
  leadsTo: string
  value: string
}

/**
 * POST /api/cases/:number/messages → CaseRecord. The key is a new UUID; said twice under it, it is said once.
 *
 * With files it goes to POST /api/cases/:number/files, as a form (multipart/form-data): these fields, of which `text` may
 * be empty, and each file as `file`. Nothing of it is kept where one of the files is not taken.
 */
export interface SayToCase {
  key: string
  text: string
}

/** Every refusal. */
export interface Refusal {
  error: { code: string; message: string; action?: string; request_id: string }
}
