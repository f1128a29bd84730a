import type { Clock } from '../../../src/clock.ts'
import { type Ids, slackIds } from './ids.ts'
import type { Block } from './kit/blocks.ts'
import type { HomeView, ModalView } from './kit/check-view.ts'

export interface User {
  id: string
  name: string
  realName: string
  teamId: string
  isGuest: boolean
  isOfOneChannel: boolean
  isBot: boolean
}

export interface Channel {
  id: string
  name: string
  kind: ChannelKind
  /** User ids, the bot's among them where it is in. */
  members: Set<string>
  /** By ts, oldest first. */
  messages: Map<string, Message>
  /** By the ts of a thread's first message, oldest first. */
  replies: Map<string, Message[]>
}

/** `im` is a conversation of two, `group` one of several people without a channel. */
export type ChannelKind = 'public' | 'private' | 'im' | 'group'

export interface Metadata {
  event_type: string
  event_payload: Record<string, unknown>
}

export interface Message {
  ts: string
  channel: string
  user: string
  text: string
  blocks: Block[]
  threadTs?: string
  metadata?: Metadata
  edited?: { user: string; ts: string }
  files: SharedFile[]
  /** While and after it was streamed. */
  stream?: Stream
  /** It was deleted, and has replies. */
  isTombstone?: true
}

export interface Stream {
  state: 'open' | 'ended'
  startedAt: Date
  appends: number
  /** Markdown, as it grew. */
  text: string
  /** What it began with. */
  beginning: string
  /** Who sees it grow; in a channel the others see it when it has ended (agentconnect issue 1494). */
  recipient: string | undefined
}

/** A message that one person sees; nobody can fetch or change it. */
export interface Ephemeral {
  ts: string
  channel: string
  /** Whoever wrote it. */
  user: string
  reader: string
  text: string
  blocks: Block[]
  threadTs?: string
}

export interface SharedFile {
  id: string
  name: string
  mimetype: string
  content: Uint8Array
  user: string
  channels: Set<string>
  /** Where it lives, where that is another service. */
  externalUrl?: string
}

/** A form that is open before somebody. */
export interface OpenView {
  id: string
  user: string
  view: ModalView
  hash: string
  errors: Record<string, string>
}

/** Somebody's start page. */
export interface OpenHome {
  id: string
  view: HomeView
  hash: string
}

/** All that Slack knows. */
export interface World {
  /** Where this server is: `http://127.0.0.1:1234`. */
  address: string
  ids: Ids
  clock: Clock
  team: { id: string; domain: string }
  app: { id: string; botId: string; botUserId: string; name: string }
  users: Map<string, User>
  channels: Map<string, Channel>
  /** Members by user group. */
  groups: Map<string, Set<string>>
  files: Map<string, SharedFile>
  ephemerals: Ephemeral[]
  /** By user: the form before them. */
  views: Map<string, OpenView>
  /** By user: their start page. */
  homes: Map<string, OpenHome>
  /** By channel and thread: what the bot is doing there. */
  statuses: Map<string, string>
  /** By channel: questions to begin with. */
  prompts: Map<string, { title: string; message: string }[]>
}

/** A workspace with nobody in it but the bot. */
export function emptyWorld(clock: Clock): World {
  const app = { id: 'A0AUTOBOSS', botId: 'B0AUTOBOSS', botUserId: 'U0AUTOBOSS', name: 'autoboss' }
  const world: World = {
    address: '',
    ids: slackIds(),
    clock,
    team: { id: 'T0AUTOBOSS', domain: 'autoboss' },
    app,
    users: new Map(),
    channels: new Map(),
    groups: new Map(),
    files: new Map(),
    ephemerals: [],
    views: new Map(),
    homes: new Map(),
    statuses: new Map(),
    prompts: new Map(),
  }
  world.users.set(app.botUserId, {
    id: app.botUserId,
    name: app.name,
    realName: app.name,
    teamId: world.team.id,
    isGuest: false,
    isOfOneChannel: false,
    isBot: true,
  })
  return world
}
