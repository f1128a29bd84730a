import type { ChatPosts } from '../../chats/posts-store.ts'
import { messageKey } from '../keys.ts'
import type { TeamsActivity } from './activity.ts'
import { draftsOfDeletion, draftsOfEdit, type Memory } from './change.ts'
import { opinionIn } from './feedback.ts'
import { type Draft, draftsOf, placeOfActivity } from './message.ts'
import { clickIn, executedIn, submittedIn } from './press.ts'

export interface DraftParts {
  memory: Memory
  posts: ChatPosts
}

/** What an activity asks of the bot. `unknown` is what nobody here listens to. */
export async function draftsIn(activity: TeamsActivity, parts: DraftParts): Promise<Draft[] | 'unknown'> {
  const { type, name, channelData } = activity
  if (type === 'message') return draftsOfWords(activity, parts)
  if (type === 'messageUpdate' && channelData?.eventType === 'editMessage')
    return await draftsOfEdit(activity, parts.memory)
  if (type === 'messageDelete') return await draftsOfDeletion(activity, parts.memory)
  if (type === 'invoke' && name === 'adaptiveCard/action')
    return pressed(activity, clickIn(executedIn(activity.value)))
  if (type === 'invoke' && name === 'task/submit') return pressed(activity, submittedIn(activity.value))
  if (type === 'invoke' && name === 'message/submitAction') return await rated(activity, parts)
  if (type === 'installationUpdate' && activity.action?.startsWith('add')) return welcomed(activity)
  return ['conversationUpdate', 'installationUpdate', 'messageUpdate', 'messageReaction'].includes(type)
    ? []
    : 'unknown'
}

/** Words, or a button pressed on a client that is too old for `Action.Execute`. */
async function draftsOfWords(activity: TeamsActivity, { memory }: DraftParts): Promise<Draft[]> {
  const isPress = activity.value !== undefined && activity.value !== null && !activity.text
  return isPress ? pressed(activity, clickIn(activity.value)) : await draftsOf(activity, memory)
}

function pressed(activity: TeamsActivity, click: Draft['inbound'] | null): Draft[] {
  return click === null ? [] : [{ ...base(activity, 'press'), inbound: click }]
}

/** Teams names the message that its thumbs are under, not what it was about. */
async function rated(activity: TeamsActivity, { posts }: DraftParts): Promise<Draft[]> {
  const opinion = opinionIn(activity.value)
  const postKey = await posts.keyOf(activity.conversation.id, activity.replyToId ?? '')
  const card = postKey === null ? null : (await posts.find(postKey))?.card
  const rates = card?.blocks.find((block) => block.kind === 'feedback')
  if (opinion === null || postKey === null || rates === undefined) return []
  const value = JSON.stringify({ messageId: rates.messageId, ...opinion })
  return [{ ...base(activity, 'opinion'), inbound: { kind: 'click', action: 'feedback', value, postKey } }]
}

/** Whoever adds the app for themselves is shown what it does. */
function welcomed(activity: TeamsActivity): Draft[] {
  if (activity.conversation.conversationType !== 'personal') return []
  return [{ ...base(activity, 'added'), inbound: { kind: 'visit', page: 'home' } }]
}

function base(activity: TeamsActivity, what: string): Omit<Draft, 'inbound'> {
  const id = activity.id ?? activity.timestamp ?? ''
  return { key: `${messageKey(activity.conversation.id, id)}:${what}`, place: placeOfActivity(activity) }
}
