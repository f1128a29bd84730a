import type { Clock } from '../../../src/clock.ts'
import type { Delivery } from './deliver.ts'
import { type Ids, namedGuid, teamsIds } from './ids.ts'
import type { Attachment, Entity } from './kit/activity.ts'
import type { Card } from './kit/card.ts'

export interface Person {
  /** `29:…`, as the bot knows them. */
  id: string
  /** Short and lower case: `maria`. */
  name: string
  fullName: string
  aadObjectId: string
  email: string
  tenantId: string
  isGuest: boolean
  /** Whether they have the bot's app for themselves: it can write to them. */
  hasApp: boolean
}

export interface Conversation {
  id: string
  kind: ConversationKind
  name: string
  tenantId: string
  /** Ids of people. */
  members: Set<string>
  /** Whether the bot is in it. */
  hasBot: boolean
  /** Of a channel. */
  team?: Team
  /** By id, oldest first. */
  messages: Map<string, Message>
}

export type ConversationKind = 'personal' | 'groupChat' | 'channel'

/** A team; the id of its General channel is its own. */
export interface Team {
  id: string
  name: string
  aadGroupId: string
  members: Set<string>
  hasBot: boolean
  channels: string[]
}

export interface Message {
  id: string
  conversation: string
  /** Whoever wrote it. */
  from: string
  text: string
  format: 'markdown' | 'plain' | 'xml'
  attachments: Attachment[]
  entities: Entity[]
  channelData: Record<string, unknown>
  /** What telephones say of it. */
  summary: string
  /** The id of the message that began the thread; in a channel only. */
  rootId?: string
  isEdited: boolean
  isDeleted: boolean
  /** By person: the card that they see instead of the first one. */
  views: Map<string, Card>
  /** How often it was changed. */
  version: number
  /** While and after it was streamed. */
  stream?: Stream
}

export interface Stream {
  state: 'open' | 'ended' | 'stopped'
  startedAt: Date
  /** When the newest part came. */
  at: Date
  sequence: number
  /** What the bot says that it is doing. */
  informative: string
  /** The words so far. */
  text: string
}

export interface SharedFile {
  id: string
  name: string
  type: string
  content: Uint8Array
}

/** A dialog that is open before somebody. */
export interface Dialog {
  title: string
  card: Card
  /** What a sent form becomes. */
  submits: (values: Record<string, unknown>) => Promise<Delivery>
}

/** All that Teams knows. */
export interface World {
  /** Where this server is: `http://127.0.0.1:1234`. */
  address: string
  ids: Ids
  clock: Clock
  tenant: { id: string; name: string }
  app: { id: string; password: string; botId: string; name: string }
  people: Map<string, Person>
  teams: Map<string, Team>
  conversations: Map<string, Conversation>
  files: Map<string, SharedFile>
  /** By person: the dialog before them. */
  dialogs: Map<string, Dialog>
  /** When the bot was last seen typing, by conversation. */
  typing: Map<string, Date>
}

/** A tenant with nobody in it. */
export function emptyWorld(clock: Clock): World {
  // Each time another: Microsoft's SDK keeps tokens by it for the whole process.
  const appId = crypto.randomUUID()
  return {
    address: '',
    ids: teamsIds(),
    clock,
    tenant: { id: namedGuid('tenant autoboss'), name: 'autoboss' },
    app: {
      id: appId,
      password: 'Xy8~fake-client-secret-of-autoboss',
      botId: `28:${appId}`,
      name: 'autoboss',
    },
    people: new Map(),
    teams: new Map(),
    conversations: new Map(),
    files: new Map(),
    dialogs: new Map(),
    typing: new Map(),
  }
}

/** `https://…` as activities and tokens have it; ends with a slash. */
export const serviceUrl = ({ address }: World): string => `${address}/connector/`
