import type { Activity } from './kit/activity.ts'
import type { Conversation, Message, World } from './world.ts'

/** Stores a message of the conversation. */
export function addMessage(
  world: World,
  { id, messages }: Conversation,
  message: Pick<Message, 'from' | 'text'> & Partial<Message>,
): Message {
  const stored: Message = {
    id: world.ids.message(),
    conversation: id,
    format: 'plain',
    attachments: [],
    entities: [],
    channelData: {},
    summary: '',
    isEdited: false,
    isDeleted: false,
    views: new Map(),
    version: 0,
    ...message,
  }
  messages.set(stored.id, stored)
  return stored
}

type Content = Pick<Message, 'text' | 'format' | 'attachments' | 'entities' | 'channelData' | 'summary'>

/** What an activity of the bot's says. */
export function contentOf(activity: Activity): Content {
  const format = activity.textFormat
  return {
    text: activity.text ?? '',
    format: format === 'plain' || format === 'xml' ? format : 'markdown',
    attachments: activity.attachments ?? [],
    entities: (activity.entities ?? []).filter(({ type }) => type !== 'streaminfo'),
    channelData: activity.channelData ?? {},
    summary: activity.summary ?? '',
  }
}

/** Replaces what a message says; what single people saw instead is gone. */
export function replaceContent(message: Message, content: Partial<Message>): void {
  Object.assign(message, content)
  message.version += 1
  message.views.clear()
}

/** The messages of a channel's root or of one of its threads, or of a chat, oldest first. */
export function messagesIn(conversation: Conversation, rootId?: string): Message[] {
  const all = [...conversation.messages.values()]
  if (conversation.kind !== 'channel') return all
  if (rootId === undefined) return all.filter((message) => message.rootId === undefined)
  return all.filter((message) => message.rootId === rootId || message.id === rootId)
}
