import type { Clock } from '../../clock.ts'
import type { OpsDb } from '../../db.ts'

export type ConversationKind = 'personal' | 'groupChat' | 'channel'

/** A conversation that the bot was in, without its threads. */
export interface TeamsConversation {
  id: string
  /** Where Teams takes what is said there. */
  serviceUrl: string
  kind: ConversationKind
  /** Whose it is, where it is with one person: their object id in Entra. */
  person: string | null
  botIsIn: boolean
}

/** How the bot reaches the conversations of Teams. */
export interface TeamsConversations {
  /** Notes what Teams said of one; nothing is written where that is known. */
  seen(conversation: TeamsConversation): Promise<void>
  find(id: string): Promise<TeamsConversation | null>
  /** The chat with a person, as far as the bot knows one. */
  ofPerson(person: string): Promise<TeamsConversation | null>
  /** Where Teams was heard from last. */
  newestServiceUrl(): Promise<string | null>
}

/** So many are remembered as written: every message tells of one. */
const mostKnown = 1_000

/** The table of conversations, as one process sees it. */
export function teamsConversations(db: OpsDb, clock: Clock): TeamsConversations {
  const known = new Map<string, string>()
  const read = ({ id, serviceUrl, kind, person, botIsIn }: Row): TeamsConversation => ({
    ...{ id, serviceUrl, person, botIsIn },
    kind: kind as ConversationKind,
  })

  return {
    seen: async ({ id, ...facts }) => {
      const said = JSON.stringify(facts)
      if (known.get(id) === said) return
      const row = { ...facts, updatedAt: clock.now() }
      await db.teamsConversation.upsert({ where: { id }, create: { id, ...row }, update: row })
      if (known.size >= mostKnown) known.clear()
      known.set(id, said)
    },
    find: async (id) => {
      const row = await db.teamsConversation.findUnique({ where: { id } })
      return row === null ? null : read(row)
    },
    ofPerson: async (person) => {
      const row = await db.teamsConversation.findFirst({
        where: { person, kind: 'personal', botIsIn: true },
        orderBy: { updatedAt: 'desc' },
      })
      return row === null ? null : read(row)
    },
    newestServiceUrl: async () => {
      const row = await db.teamsConversation.findFirst({ orderBy: { updatedAt: 'desc' } })
      return row?.serviceUrl ?? null
    },
  }
}

type Row = Omit<TeamsConversation, 'kind'> & { kind: string }
