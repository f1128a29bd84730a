import type { Channel, Message, World } from './world.ts'

/** Stores a message of the channel. */
export function addMessage(
  world: World,
  channel: Channel,
  message: Pick<Message, 'user' | 'text'> & Partial<Message>,
): Message {
  const stored: Message = { blocks: [], files: [], ...message, ts: world.ids.ts(), channel: channel.id }
  channel.messages.set(stored.ts, stored)
  const { threadTs } = stored
  if (threadTs !== undefined)
    channel.replies.set(threadTs, [...(channel.replies.get(threadTs) ?? []), stored])
  return stored
}

/** A message and the replies to it, oldest first. */
export function threadIn({ messages, replies }: Channel, ts: string): Message[] {
  const first = messages.get(ts)
  return [...(first === undefined ? [] : [first]), ...(replies.get(ts) ?? [])]
}

/** Takes a message away; one with replies leaves a stone in its place. */
export function deleteMessage(channel: Channel, message: Message): void {
  const { ts, threadTs } = message
  if (threadIn(channel, ts).length > 1) {
    message.isTombstone = true
    return
  }
  channel.messages.delete(ts)
  if (threadTs === undefined) return
  const others = (channel.replies.get(threadTs) ?? []).filter((one) => one !== message)
  channel.replies.set(threadTs, others)
}
