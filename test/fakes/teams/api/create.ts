import { z } from 'zod'
import { ownConversation, personalConversation, threadOf } from '../conversations.ts'
import { checkMessage } from '../kit/check-activity.ts'
import { addMessage, contentOf } from '../messages.ts'
import { refuse } from '../refusal.ts'
import type { Conversation, Message } from '../world.ts'
import type { OperationParts, Run } from './operation.ts'

const parameters = z.looseObject({
  isGroup: z.boolean().optional(),
  members: z.array(z.looseObject({ id: z.string() })).optional(),
  tenantId: z.string().optional(),
  activity: z.unknown().optional(),
  channelData: z
    .looseObject({
      channel: z.looseObject({ id: z.string() }).optional(),
      tenant: z.looseObject({ id: z.string() }).optional(),
    })
    .optional(),
})

type Parameters = z.infer<typeof parameters>

/** Finds or makes the conversation with one person, or begins a thread in a channel; there is nothing else. */
export const createConversation: Run = ({ body }, parts) => {
  const parsed = parameters.safeParse(body)
  if (!parsed.success) refuse(400, 'BadSyntax', 'Incorrect conversation creation parameters')
  const channel = parsed.data.channelData?.channel?.id
  if (parsed.data.isGroup === true && channel !== undefined) return threadIn(channel, parsed.data, parts)
  return withOne(parsed.data, parts)
}

function withOne(
  { isGroup, members = [], tenantId, channelData, activity }: Parameters,
  parts: OperationParts,
) {
  const { world } = parts
  const [member] = members
  if (isGroup === true || members.length !== 1 || member === undefined)
    refuse(400, 'BadSyntax', 'Incorrect conversation creation parameters')
  const tenant = tenantId ?? channelData?.tenant?.id
  if (tenant === undefined) refuse(400, 'BadArgument', 'Unknown tenant.')
  // Teams takes the object id in Entra too, for a chat with one person.
  const person =
    world.people.get(member.id) ?? [...world.people.values()].find((one) => one.aadObjectId === member.id)
  if (person === undefined) refuse(400, 'BadSyntax', 'Bad format of conversation ID')
  if (tenant !== world.tenant.id || !person.hasApp)
    refuse(403, 'ForbiddenOperationException', "Bot is not installed in user's personal scope")
  const conversation = personalConversation(world, person)
  if (activity !== undefined) begin(conversation, activity, parts)
  return { status: 201, body: { id: conversation.id } }
}

function threadIn(channel: string, { activity }: Parameters, parts: OperationParts) {
  if (activity === undefined) refuse(400, 'BadSyntax', 'Incorrect conversation creation parameters')
  const { conversation } = ownConversation(parts.world, channel)
  const message = begin(conversation, activity, parts)
  const id = threadOf(conversation, message)
  return { status: 201, body: parts.answering.withIds ? { id, activityId: message.id } : { id } }
}

function begin(conversation: Conversation, activity: unknown, { world, shown }: OperationParts): Message {
  const content = contentOf(checkMessage(activity))
  const message = addMessage(world, conversation, { ...content, from: world.app.botId })
  shown(conversation, message)
  return message
}
