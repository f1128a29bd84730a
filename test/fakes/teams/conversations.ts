import { namedGuid, personalId, threadId } from './ids.ts'
import { refuse } from './refusal.ts'
import type { Conversation, ConversationKind, Message, Person, Team, World } from './world.ts'

/** The conversation of one person with the bot; it is made where there is none. */
export function personalConversation(world: World, person: Person): Conversation {
  const id = personalId(person.name)
  return (
    world.conversations.get(id) ?? add(world, { id, kind: 'personal', name: '', members: [person.id] }, true)
  )
}

/** A chat of several people, and of the bot unless it is left out. */
export function addGroupChat(world: World, name: string, members: string[], hasBot = true): Conversation {
  return add(world, { id: threadId(name, 'v2'), kind: 'groupChat', name, members }, hasBot)
}

/** A team with its General channel. */
export function addTeam(world: World, name: string, members: string[], hasBot = true): Team {
  const id = threadId(`${name} General`, 'tacv2')
  const aadGroupId = namedGuid(`team ${name}`)
  const team: Team = { id, name, aadGroupId, members: new Set(members), hasBot, channels: [] }
  world.teams.set(id, team)
  addChannel(world, team, 'General')
  return team
}

/** A channel of a team, with everybody of the team in it. */
export function addChannel(world: World, team: Team, name: string): Conversation {
  const id = name === 'General' ? team.id : threadId(`${team.name} ${name}`, 'tacv2')
  team.channels.push(id)
  const channel = add(world, { id, kind: 'channel', name, members: [...team.members] }, team.hasBot)
  channel.team = team
  return channel
}

interface New {
  id: string
  kind: ConversationKind
  name: string
  members: string[]
}

function add(world: World, { members, ...given }: New, hasBot: boolean): Conversation {
  const conversation: Conversation = {
    ...given,
    tenantId: world.tenant.id,
    members: new Set(members),
    hasBot,
    messages: new Map(),
  }
  world.conversations.set(conversation.id, conversation)
  return conversation
}

/** `19:…@thread.tacv2;messageid=1700000000000` → the channel's id, and that of the thread's first message. */
export function readThread(id: string): { base: string; rootId?: string } {
  const [base = '', rootId] = id.split(';messageid=')
  return rootId === undefined ? { base } : { base, rootId }
}

/** A conversation that must be there. */
export function conversationIn(world: World, id: string): Conversation {
  const found = world.conversations.get(readThread(id).base)
  if (found === undefined) throw new Error(`there is no conversation ${id}`)
  return found
}

/** The conversation's id as activities have it: in a channel it names the thread. */
export function threadOf({ id, kind }: Conversation, { id: messageId, rootId = messageId }: Message): string {
  return kind === 'channel' ? `${id};messageid=${rootId}` : id
}

/**
 * A conversation that the bot may use.
 * @throws TeamsRefusal where it is unknown, or the bot is not in it.
 */
export function ownConversation(world: World, id: string): { conversation: Conversation; rootId?: string } {
  const { base, rootId } = readThread(id)
  const conversation = world.conversations.get(base)
  if (conversation === undefined) refuse(404, 'ConversationNotFound', 'Conversation not found.')
  const isIn =
    conversation.kind === 'personal'
      ? [...conversation.members].every((member) => world.people.get(member)?.hasApp)
      : conversation.hasBot
  if (!isIn) refuse(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.')
  if (rootId !== undefined && !conversation.messages.has(rootId))
    refuse(404, 'ActivityNotFoundInConversation', 'Conversation not found.')
  return rootId === undefined ? { conversation } : { conversation, rootId }
}
