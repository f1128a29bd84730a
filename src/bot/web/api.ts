import type { KnowledgeDocument } from '../../assistant-api.ts'
import type { Card } from '../card.ts'

/** What the web page and the bot say to each other. Types only: the page imports nothing else from here. */

/** GET /api/me. The page is closed to whoever has no person. */
export interface Me {
  person: PersonView | null
  /** Why the page is closed, and what opens it. */
  closed?: string
  /** Who the demo's switcher offers; absent where there is no switcher. */
  people?: PersonView[]
  /** The commands this person may use, for completion after `/`. */
  commands: { name: string; usage: string; summary: string }[]
  machineModels: string[]
  /** Questions to start with, drawn from the indexed manuals. */
  suggestions: { question: string; machineModel: string | null; language: string }[]
  /** For on-call people: how the service is. */
  service?: { state: 'ok' | 'degraded' | 'down'; text: string }
  mayUpload: boolean
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
  /** What the button asked for, at most 500 characters. */
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
 * → DocumentAccepted, GET /api/documents/:id → KnowledgeDocument, GET /api/documents/:id/file → the PDF.
 * The page itself is served at /, /c/:conversation and /documents/:id?page=N&quote=…
 */
export type DocumentView = KnowledgeDocument

/** Every refusal. */
export interface Refusal {
  error: { code: string; message: string; action?: string; request_id: string }
}
