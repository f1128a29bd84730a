import type { Logger } from '../../../log.ts'
import type { Card } from '../../card.ts'
import type { ChatPost, ChatPosts } from '../../chats/posts-store.ts'
import { isUncertain, once, repeatedly, statusOf } from '../api/calls.ts'
import type { Address, Body } from '../api/connector.ts'
import { teamsPlaceOf } from '../places.ts'
import type { TeamsMessage } from '../render/card.ts'
import { withOwnCards } from '../render/refresh.ts'
import { activityOf, plainActivity } from './activity.ts'
import { again, saysAgain, sentAgain } from './again.ts'
import { addressOf, beginsThread, beginThread, type ReachParts } from './reach.ts'

export interface SendingParts extends ReachParts {
  posts: ChatPosts
  render(card: Card, key: string): TeamsMessage[]
  /** The same as words alone. */
  plain(card: Card): string
  /** Whom Teams shows a card of their own there, as it calls them. */
  readersOf(post: ChatPost): Promise<string[]>
  log: Logger
}

/** Teams will not take this card, or so much of it. */
const unfit = new Set([400, 413])
/** Our message is not there any more, or not to be changed. */
const unchangeable = new Set([403, 404, 405])

/**
 * Shows a card in a post: sent where Teams does not have it, changed where it has. Nobody can ask Teams whether
 * something arrived, so what may have is sent again, and says so.
 * @returns where it stands.
 */
export async function show(
  post: ChatPost,
  card: Card,
  isRepeat: boolean,
  parts: SendingParts,
): Promise<ChatPost> {
  const mayBeThere = (isRepeat && post.parts.length === 0) || saysAgain(post.card)
  const wanted = mayBeThere ? again(card) : card
  const messages = withOwnCards(parts.render(wanted, post.key), post.key, await parts.readersOf(post))
  const shown = await put({ ...post, card: wanted }, messages.map(activityOf), wanted, parts)
  await parts.posts.shown(post.key, shown)
  return shown
}

/** Puts the messages of a card in their places; in plain words where Teams refuses them as they are. */
async function put(post: ChatPost, activities: Body[], card: Card, parts: SendingParts): Promise<ChatPost> {
  let shown = post
  const putEach = async (wanted: Body[]) => {
    for (const [index, activity] of wanted.entries()) {
      const before = shown
      shown = await putPart(shown, index, activity, parts)
      // What a later part comes to grief over, this one stands there.
      if (shown !== before && wanted.length > 1) await parts.posts.shown(post.key, { ...shown, card })
    }
    for (const id of shown.parts.slice(wanted.length)) await remove(shown, id, parts)
    return { ...shown, parts: shown.parts.slice(0, wanted.length) }
  }
  try {
    return await putEach(activities)
  } catch (error) {
    if (!unfit.has(statusOf(error))) throw error
    parts.log.error({ err: error, post: post.key }, 'Teams refused a card; it is shown as plain text')
    return await putEach([plainActivity(parts.plain(card))])
  }
}

/** Changes the message of a part, or sends one where there is none. */
async function putPart(
  post: ChatPost,
  index: number,
  activity: Body,
  parts: SendingParts,
): Promise<ChatPost> {
  const id = post.parts[index] ?? unnamed
  if (id !== unnamed && (await change(post, id, activity, parts))) return post
  const sent = await send(post, activity, parts)
  const all = [...post.parts]
  all[index] = sent.id
  const card = sent.isRepeat ? again(post.card) : post.card
  return { ...post, channel: sent.conversation, parts: all, card }
}

/** Where the messages of a post are. Its first message may have begun a thread of its own. */
async function whereIs(post: ChatPost, parts: SendingParts): Promise<Address> {
  const at = await addressOf(teamsPlaceOf(post), parts)
  return post.parts.length === 0 ? at : { ...at, conversation: post.channel }
}

/** @returns false where the message can no longer be changed. */
async function change(post: ChatPost, id: string, activity: Body, parts: SendingParts): Promise<boolean> {
  const at = await whereIs(post, parts)
  try {
    await repeatedly(() => parts.connector.update(at, id, { ...activity, id }))
    return true
  } catch (error) {
    if (unchangeable.has(statusOf(error))) return false
    throw error
  }
}

/** Stands for the id of a message of which Teams told none: it cannot be changed. */
const unnamed = ''

interface Sent {
  conversation: string
  id: string
  /** It may be there twice. */
  isRepeat?: true
}

/** Sends a message once; where no answer comes, once more, marked. */
async function send(post: ChatPost, activity: Body, parts: SendingParts): Promise<Sent> {
  try {
    return await sendOnce(post, activity, parts)
  } catch (error) {
    if (!isUncertain(error)) throw error
    parts.log.warn(
      { err: error, post: post.key },
      'nobody knows whether Teams got a message; it is sent again',
    )
    return { ...(await sendOnce(post, marked(activity), parts)), isRepeat: true }
  }
}

async function sendOnce(post: ChatPost, activity: Body, parts: SendingParts): Promise<Sent> {
  const at = await whereIs(post, parts)
  if (post.parts.length === 0 && beginsThread(teamsPlaceOf(post))) {
    const { id, activityId } = await once(() => beginThread(at, activity, parts))
    return { conversation: id, id: activityId ?? unnamed }
  }
  const id = await once(() => parts.connector.send(at, activity))
  return { conversation: at.conversation, id: id ?? unnamed }
}

/** Says of a message that it may be there twice: in its text, or where it has none above its card. */
function marked(activity: Body): Body {
  const { text } = activity
  return { ...activity, text: typeof text === 'string' ? `${text}\n\n${sentAgain}` : sentAgain }
}

async function remove(post: ChatPost, id: string, parts: SendingParts): Promise<void> {
  const at = await whereIs(post, parts)
  await repeatedly(() => parts.connector.remove(at, id)).catch((error: unknown) => {
    const facts = { err: error, post: post.key }
    parts.log.warn(facts, 'a part of a message that is shorter now could not be removed')
  })
}
