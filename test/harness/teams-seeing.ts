import { conversationIn, readThread } from '../fakes/teams/conversations.ts'
import type { Card } from '../fakes/teams/kit/card.ts'
import { cardsOf } from '../fakes/teams/kit/check-activity.ts'
import { type Citation, citationsOf, isLabelledAi } from '../fakes/teams/kit/entities.ts'
import { type Client, pressablesOf } from '../fakes/teams/kit/pressables.ts'
import { messagesIn } from '../fakes/teams/messages.ts'
import { wordsOf } from '../fakes/teams/words.ts'
import type { Conversation, Message, Person, World } from '../fakes/teams/world.ts'
import { eventually } from './eventually.ts'
import { conversationNamed } from './teams-names.ts'

/** Where a message stands. */
export interface Place {
  /** The conversation's id; that of a channel without a thread. */
  conversation: string
  id: string
}

/** A message as somebody sees it at a moment. */
export interface Seen extends Place {
  /** Its words, a line for each part; buttons as `[Label]`, sources as `[1] Title`. */
  text: string
  /** What can be pressed, but for the thumbs. */
  labels: string[]
  /** Its cards, or the one that only they see. */
  cards: Card[]
  /** What telephones say of it. */
  notification: string
  citations: Citation[]
  isFromBot: boolean
  isEdited: boolean
  /** Whether it says that a machine made it. */
  isLabelledAi: boolean
  /** Which thumbs stand below it. */
  thumbs: 'none' | 'default' | 'custom'
  /** As it stood then. */
  message: Message
}

/** A channel's root or a chat, by name; or the thread that a message begins or is in, in a chat all since it. */
export type Where = string | Place

/** Words that are in it, or what it must be. */
export type Matching = string | RegExp | ((seen: Seen) => boolean)

/** How somebody sees what stands there. */
export interface Seeing {
  /** All that they see in a place, in one text, oldest first. */
  reads(where: Where): string
  /** The same, one by one. */
  seen(where: Where): Seen[]
  /** Waits for something that matches, the newest; anything of the bot's, where nothing is said. */
  sees(where: Where, matching?: Matching): Promise<Seen>
  /** What the bot says that it is doing in a chat. */
  status(where: Where): string
  /** Whether it shows there that it is about to say something. */
  isTyping(where: Where): boolean
}

/** Lets somebody see. */
export function teamsSeeing(world: World, person: Person, client: () => Client): Seeing {
  const seen = (where: Where) => seenIn(world, person, where, client())
  const reads = (where: Where) =>
    seen(where)
      .map(({ text }) => text)
      .join('\n\n')
  return {
    reads,
    seen,
    sees: async (where, matching = ({ isFromBot }) => isFromBot) => {
      const look = () => seen(where).findLast((one) => matches(one, matching))
      return await eventually(look).catch(() => {
        throw new Error(`${person.name} does not see ${matching}; there is:\n${reads(where)}`)
      })
    },
    status: (where) => {
      const open = conversationAt(world, person, where)
      const streamed = [...open.messages.values()].findLast(({ stream }) => stream?.state === 'open')
      return streamed?.stream?.informative ?? ''
    },
    isTyping: (where) => world.typing.has(conversationAt(world, person, where).id),
  }
}

/** The conversation that a place is in, if somebody is in it. */
export function conversationAt(world: World, person: Person, where: Where): Conversation {
  const conversation =
    typeof where === 'string'
      ? conversationNamed(world, where, person)
      : conversationIn(world, readThread(where.conversation).base)
  if (!conversation.members.has(person.id)) throw new Error(`${person.name} is not in ${conversation.name}`)
  return conversation
}

/** The message that stands at a place now. */
export function messageAt(world: World, { conversation, id }: Place): Message {
  const found = conversationIn(world, conversation).messages.get(id)
  if (found === undefined || found.isDeleted) throw new Error(`the message ${id} is not there any more`)
  return found
}

function matches(seen: Seen, matching: Matching): boolean {
  if (typeof matching === 'function') return matching(seen)
  return typeof matching === 'string' ? seen.text.includes(matching) : matching.test(seen.text)
}

function seenIn(world: World, person: Person, where: Where, client: Client): Seen[] {
  const conversation = conversationAt(world, person, where)
  return messagesAt(conversation, where)
    .filter(hasBegun)
    .map((message) => seenBy(world, person, message, client))
}

function messagesAt(conversation: Conversation, where: Where): Message[] {
  if (typeof where === 'string') return messagesIn(conversation)
  const message = conversation.messages.get(where.id)
  if (conversation.kind === 'channel') return messagesIn(conversation, message?.rootId ?? where.id)
  return messagesIn(conversation).filter(({ id }) => id >= where.id)
}

/** Before the first word a stream is no message, but a note at the foot of the chat. */
const hasBegun = ({ stream }: Message): boolean => stream?.state !== 'open' || stream.text !== ''

function seenBy(world: World, person: Person, message: Message, client: Client): Seen {
  const { id, conversation, entities, attachments, from, isEdited, isDeleted, summary } = message
  const view = message.views.get(person.id)
  const cards = view === undefined ? cardsOf(attachments) : [view]
  return {
    conversation,
    id,
    text: isDeleted ? 'This message has been deleted.' : wordsOf(message, view, client),
    labels: isDeleted ? [] : cards.flatMap((card) => pressablesOf(card, client)).map(({ label }) => label),
    cards: isDeleted ? [] : cards,
    notification: summary,
    citations: citationsOf(entities),
    isFromBot: from === world.app.botId,
    isEdited,
    isLabelledAi: isLabelledAi(entities),
    thumbs: isDeleted ? 'none' : thumbsOf(message),
    message: { ...message, views: new Map(message.views) },
  }
}

function thumbsOf({ channelData }: Message): Seen['thumbs'] {
  const loop = channelData['feedbackLoop'] as { type?: string } | undefined
  if (loop?.type === 'custom') return 'custom'
  return loop?.type === 'default' || channelData['feedbackLoopEnabled'] === true ? 'default' : 'none'
}
