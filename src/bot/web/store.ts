import { type OpsDb, OpsPrisma } from '../../db.ts'
import { UserError } from '../../errors.ts'
import type { Card } from '../card.ts'
import { insertDelivery, type Lane } from '../inbox/store.ts'
import type { Delivery } from '../platform.ts'
import type { ConversationView, Entry } from './api.ts'

/** The channel on which PostgreSQL tells that a conversation has changed; the payload is its id. */
export const changesChannel = 'web_entries'

/** A message of a person's, as it enters the transcript and the intake at once. */
export interface IncomingMessage {
  conversationId: string
  personId: string
  /** The entry's id: a repeat of it changes nothing. */
  key: string
  text: string
  title: string
  machineModel: string | null
  delivery: Delivery
  lane: Lane
}

export interface WebStore {
  conversations(personId: string): Promise<ConversationView[]>
  /** A conversation of this person's; null where it is somebody else's, or nobody's. */
  conversation(id: string, personId: string): Promise<ConversationView | null>
  /** @throws UserError when the conversation or the key is somebody else's. */
  accept(message: IncomingMessage): Promise<ConversationView>
  /** Writes an entry of the bot's, new or changed. */
  write(conversationId: string, entryId: string, card: Card, state: Entry['state'], now: Date): Promise<void>
  card(conversationId: string, entryId: string): Promise<Card | null>
  /** What changed after a version, oldest change first. */
  entriesAfter(conversationId: string, version: number, limit: number): Promise<Entry[]>
}

/** As many conversations as the page lists. */
const listed = 100

/** The web chat's transcripts. */
export function webStore(db: OpsDb): WebStore {
  return {
    conversations: async (personId) => {
      const rows = await db.conversation.findMany({
        where: { personId },
        orderBy: { updatedAt: 'desc' },
        take: listed,
      })
      return rows.map(conversationView)
    },
    conversation: async (id, personId) => {
      const row = await db.conversation.findFirst({ where: { id, personId } })
      return row && conversationView(row)
    },
    accept: async (message) => (await repeatedMessage(db, message)) ?? (await acceptMessage(db, message)),
    write: async (conversationId, entryId, card, state, now) => {
      await db.$queryRaw`
        WITH conversation AS (
          UPDATE web_conversations SET version = version + 1, updated_at = ${now}
          WHERE id = ${conversationId}::uuid RETURNING id, version),
        entry AS (
          INSERT INTO web_entries (id, conversation_id, position, version, author, body, state, created_at, updated_at)
          SELECT ${entryId}, id, version, version, 'bot', ${JSON.stringify({ card })}::jsonb, ${state}, ${now}, ${now}
          FROM conversation
          ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, body = EXCLUDED.body,
            state = EXCLUDED.state, updated_at = EXCLUDED.updated_at
          WHERE web_entries.conversation_id = EXCLUDED.conversation_id)
        SELECT pg_notify(${changesChannel}, id::text)::text FROM conversation`
    },
    card: async (conversationId, entryId) => {
      const row = await db.entry.findFirst({ where: { id: entryId, conversationId } })
      const body = row?.body as Entry['body'] | undefined
      return body !== undefined && 'card' in body ? body.card : null
    },
    entriesAfter: async (conversationId, version, limit) => {
      const rows = await db.entry.findMany({
        where: { conversationId, version: { gt: version } },
        orderBy: { version: 'asc' },
        take: limit,
      })
      return rows.map(entryView)
    },
  }
}

/** One statement: the conversation's row is locked for no longer than it takes. */
async function acceptMessage(db: OpsDb, message: IncomingMessage): Promise<ConversationView> {
  const { conversationId, personId, key, text, title, machineModel, delivery, lane } = message
  const now = delivery.receivedAt
  const [row] = await db.$queryRaw<(ConversationFacts & { notified: string })[]>`
    WITH conversation AS (
      INSERT INTO web_conversations AS known (id, person_id, title, machine_model, version, created_at, updated_at)
      VALUES (${conversationId}::uuid, ${personId}, ${title}, ${machineModel}, 1, ${now}, ${now})
      ON CONFLICT (id) DO UPDATE SET version = known.version + 1, machine_model = EXCLUDED.machine_model,
        updated_at = EXCLUDED.updated_at
      WHERE known.person_id = EXCLUDED.person_id
      RETURNING *),
    entry AS (
      INSERT INTO web_entries (id, conversation_id, position, version, author, body, state, created_at, updated_at)
      SELECT ${key}, id, version, version, 'person', ${JSON.stringify({ text })}::jsonb, 'final',
        ${now}::timestamptz, ${now}::timestamptz
      FROM conversation
      ON CONFLICT (id) DO NOTHING),
    delivery AS (${insertDelivery(delivery, lane, OpsPrisma.sql`FROM conversation`)})
    SELECT id::text, title, machine_model AS "machineModel", updated_at AS "updatedAt",
      pg_notify(${changesChannel}, id::text)::text AS notified
    FROM conversation`
  if (row === undefined) throw noConversation()
  return conversationView(row)
}

/** The conversation of a message that was accepted before; null where it is new. */
async function repeatedMessage(db: OpsDb, message: IncomingMessage): Promise<ConversationView | null> {
  const { conversationId, personId, key } = message
  const entry = await db.entry.findUnique({ where: { id: key }, include: { conversation: true } })
  if (entry === null) return null
  if (entry.conversationId !== conversationId || entry.conversation.personId !== personId) throw keyTaken()
  return conversationView(entry.conversation)
}

/** The refusal for a conversation that is not there for this person. */
export function noConversation(): UserError {
  return new UserError('no_conversation', 'There is no such conversation.', {
    status: 404,
    action: 'Choose one from the list, or begin a new one.',
  })
}

function keyTaken(): UserError {
  return new UserError('key_taken', 'This message key is in use elsewhere.', {
    status: 409,
    action: 'Send the message again.',
  })
}

type ConversationFacts = Pick<
  OpsPrisma.ConversationGetPayload<object>,
  'id' | 'title' | 'machineModel' | 'updatedAt'
>
type EntryRow = OpsPrisma.EntryGetPayload<object>

function conversationView({ id, title, machineModel, updatedAt }: ConversationFacts): ConversationView {
  return { id, title, machineModel, updatedAt: updatedAt.toISOString() }
}

function entryView(row: EntryRow): Entry {
  return {
    id: row.id,
    position: Number(row.position),
    version: Number(row.version),
    author: row.author === 'person' ? 'person' : 'bot',
    body: row.body as Entry['body'],
    state: row.state === 'streaming' ? 'streaming' : 'final',
    createdAt: row.createdAt.toISOString(),
  }
}
