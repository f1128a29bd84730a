import { ownConversation } from '../conversations.ts'
import { readActivity } from '../kit/activity.ts'
import { checkMessage } from '../kit/check-activity.ts'
import { addMessage, contentOf, replaceContent } from '../messages.ts'
import { refuse } from '../refusal.ts'
import type { Conversation, Message, World } from '../world.ts'
import type { OperationParts, Run } from './operation.ts'
import { isStreaming, streamOf, takeStream } from './streams.ts'

/** Posts to a conversation; in a channel that is a new thread, unless the conversation's id names one. */
export const sendToConversation: Run = ({ id, body }, parts) => {
  const { conversation, rootId } = ownConversation(parts.world, id)
  return post(conversation, rootId, body, parts)
}

/** Posts a reply; where there are no threads, that is a post like any other. */
export const replyToActivity: Run = ({ id, part, body }, parts) => {
  const { conversation, rootId } = ownConversation(parts.world, id)
  // Teams itself says `f:…` of what is no message, and the SDK the conversation's id of what it has just begun.
  const replied = conversation.messages.get(part)
  if (replied === undefined && !part.startsWith('f:') && part !== id) notThere()
  return post(conversation, rootId ?? replied?.rootId ?? replied?.id, body, parts)
}

function post(conversation: Conversation, rootId: string | undefined, body: unknown, parts: OperationParts) {
  const { world, answering, shown } = parts
  const activity = readActivity(body)
  if (streamOf(activity) !== undefined) return takeStream(conversation, activity, parts)
  if (activity.type === 'typing') {
    world.typing.set(conversation.id, world.clock.now())
    return { status: 202, body: {} }
  }
  const content = contentOf(checkMessage(activity))
  const place = conversation.kind === 'channel' && rootId !== undefined ? { rootId } : {}
  const message = addMessage(world, conversation, { ...content, ...place, from: world.app.botId })
  world.typing.delete(conversation.id)
  shown(conversation, message)
  return answering.withIds ? { status: 201, body: { id: message.id } } : { status: 201 }
}

/** Says something else in a message of the bot's own. */
export const updateActivity: Run = ({ id, part, body }, parts) => {
  const { conversation, message } = ownMessage(parts.world, id, part)
  if (isStreaming(message, parts)) refuse(403, 'ContentStreamNotAllowed', 'The message is being streamed.')
  const content = contentOf(checkMessage(body))
  // A new message may have both; Teams makes two of them, and changes none into two.
  if (content.text !== '' && content.attachments.length > 0)
    refuse(400, 'BadSyntax', 'Activity resulted into multiple skype activities')
  replaceContent(message, { ...content, isEdited: true })
  parts.shown(conversation, message)
  return { status: 200, body: { id: message.id } }
}

/** Takes away a message of the bot's own. */
export const deleteActivity: Run = ({ id, part }, { world }) => {
  const { message } = ownMessage(world, id, part)
  message.isDeleted = true
  return { status: 200 }
}

function ownMessage(
  world: World,
  id: string,
  part: string,
): { conversation: Conversation; message: Message } {
  const { conversation } = ownConversation(world, id)
  const message = conversation.messages.get(part)
  if (message === undefined || message.isDeleted) notThere()
  if (message.from !== world.app.botId)
    refuse(403, 'NotEnoughPermissions', 'The bot did not write this message.')
  return { conversation, message }
}

function notThere(): never {
  refuse(404, 'ActivityNotFoundInConversation', 'Conversation not found.')
}
