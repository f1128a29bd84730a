import type { Logger } from '../../../log.ts'
import type { ChatPost, ChatPosts } from '../../chats/posts-store.ts'
import { isUncertain, once, repeatedly, statusOf } from '../api/calls.ts'
import type { Address } from '../api/connector.ts'
import { teamsPlaceOf } from '../places.ts'
import { activityOf, type Message } from './activity.ts'
import { again, messageAgain } from './again.ts'
import { addressOf, beginsThread, beginThread, type ReachParts } from './reach.ts'

export interface PartParts extends ReachParts {
  posts: ChatPosts
  log: Logger
}

/** Our message is not there any more, or not to be changed. */
const unchangeable = new Set([403, 404, 405])

/** Stands for the id of a message of which Teams told none: it cannot be changed. */
const unnamed = ''
/** Stands for the id of a message while it is sent. */
const onItsWay = '?'

const isNamed = (id: string): boolean => id !== unnamed && id !== onItsWay

/** Whether a message of it may be there of which nobody knows. */
export const hasUnknown = ({ parts }: ChatPost): boolean => parts.includes(onItsWay)

/**
 * Changes the message of a part, or sends one where there is none; noted is what may stand there already.
 * @returns the post with it.
 */
export async function putPart(
  post: ChatPost,
  index: number,
  message: Message,
  parts: PartParts,
): Promise<ChatPost> {
  const id = post.parts[index]
  if (id !== undefined && isNamed(id) && (await change(post, id, message, parts))) return post
  const sent = await (index === 0 ? send(post, message, parts) : sendLater(post, index, message, parts))
  const card = sent.isRepeat ? again(post.card) : post.card
  return { ...post, channel: sent.conversation, parts: withPart(post.parts, index, sent.id), card }
}

/** Sends a message below others, and notes before that it does: whoever goes on after a kill knows that it may be there. */
async function sendLater(post: ChatPost, index: number, message: Message, parts: PartParts): Promise<Sent> {
  await parts.posts.shown(post.key, { ...post, parts: withPart(post.parts, index, onItsWay) })
  try {
    return await send(post, message, parts)
  } catch (error) {
    if (!isUncertain(error)) await parts.posts.shown(post.key, post)
    throw error
  }
}

const withPart = (all: string[], index: number, id: string): string[] =>
  Object.assign([...all], { [index]: id })

/** Where the messages of a post are. Its first message may have begun a thread of its own. */
async function whereIs(post: ChatPost, parts: PartParts): Promise<Address> {
  const at = await addressOf(teamsPlaceOf(post), parts)
  return post.parts.length === 0 ? at : { ...at, conversation: post.channel }
}

/** @returns false where the message can no longer be changed. */
async function change(post: ChatPost, id: string, message: Message, parts: PartParts): Promise<boolean> {
  const at = await whereIs(post, parts)
  try {
    await repeatedly(() => parts.connector.update(at, id, { ...activityOf(message), id }))
    return true
  } catch (error) {
    if (unchangeable.has(statusOf(error))) return false
    throw error
  }
}

interface Sent {
  conversation: string
  id: string
  /** It may be there twice. */
  isRepeat?: true
}

/**
 * Sends a message once; where no answer comes, once more, marked.
 * @throws what leaves it unknown whether it is there, also where it is known of the second time.
 */
async function send(post: ChatPost, message: Message, parts: PartParts): Promise<Sent> {
  try {
    return await sendOnce(post, message, parts)
  } catch (error) {
    if (!isUncertain(error)) throw error
    parts.log.warn(
      { err: error, post: post.key },
      'nobody knows whether Teams got a message; it is sent again',
    )
    const sent = await sendOnce(post, messageAgain(message), parts).catch(() => {
      throw error
    })
    return { ...sent, isRepeat: true }
  }
}

async function sendOnce(post: ChatPost, message: Message, parts: PartParts): Promise<Sent> {
  const at = await whereIs(post, parts)
  const activity = activityOf(message)
  if (post.parts.length === 0 && beginsThread(teamsPlaceOf(post))) {
    const { id, activityId } = await once(() => beginThread(at, activity, parts))
    return { conversation: id, id: activityId ?? unnamed }
  }
  const id = await once(() => parts.connector.send(at, activity))
  return { conversation: at.conversation, id: id ?? unnamed }
}

/** Takes the message of a part away. */
export async function removePart(post: ChatPost, id: string, parts: PartParts): Promise<void> {
  if (!isNamed(id)) return
  const at = await whereIs(post, parts)
  await repeatedly(() => parts.connector.remove(at, id)).catch((error: unknown) => {
    const facts = { err: error, post: post.key }
    parts.log.warn(facts, 'a part of a message that is shorter now could not be removed')
  })
}
