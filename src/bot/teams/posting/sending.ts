import type { Card } from '../../card.ts'
import type { ChatPost } from '../../chats/posts-store.ts'
import { statusOf } from '../api/calls.ts'
import type { TeamsMessage } from '../render/card.ts'
import { withOwnCards } from '../render/refresh.ts'
import type { Message } from './activity.ts'
import { again, saysAgain } from './again.ts'
import { hasUnknown, type PartParts, putPart, removePart } from './part.ts'

export interface SendingParts extends PartParts {
  render(card: Card, key: string): TeamsMessage[]
  /** The same as words alone. */
  plain(card: Card): string
  /** Whom Teams shows a card of their own there, as it calls them. */
  readersOf(post: ChatPost): Promise<string[]>
}

/** Teams will not take this card, or so much of it. */
const unfit = new Set([400, 413])

/**
 * Shows a card in a post: sent where Teams does not have it, changed where it has. Nobody can ask Teams whether
 * something arrived, so what may have is sent again, and says so.
 * @param standing how many of its first messages say already what they should.
 * @returns where it stands.
 */
export async function show(
  post: ChatPost,
  card: Card,
  isRepeat: boolean,
  parts: SendingParts,
  standing = 0,
): Promise<ChatPost> {
  const wasBegun = (isRepeat && post.parts.length === 0) || hasUnknown(post)
  const mayBeThere = wasBegun || saysAgain(post.card)
  const wanted = mayBeThere ? again(card) : card
  const messages = withOwnCards(parts.render(wanted, post.key), post.key, await parts.readersOf(post))
  const shown = await put({ ...post, card: wanted }, messages, parts, standing)
  await parts.posts.shown(post.key, shown)
  return shown
}

/** Puts the messages of a card in their places; in plain words where Teams refuses them as they are. */
async function put(
  post: ChatPost,
  messages: Message[],
  parts: SendingParts,
  standing: number,
): Promise<ChatPost> {
  let shown = post
  const putEach = async (wanted: Message[], from: number) => {
    for (const [index, message] of wanted.entries()) {
      if (index < from) continue
      const before = shown
      shown = await putPart(shown, index, message, parts)
      // What a later part comes to grief over, this one stands there.
      if (shown !== before && wanted.length > 1) await parts.posts.shown(post.key, shown)
    }
    for (const id of shown.parts.slice(wanted.length)) await removePart(shown, id, parts)
    return { ...shown, parts: shown.parts.slice(0, wanted.length) }
  }
  try {
    return await putEach(messages, standing)
  } catch (error) {
    if (!unfit.has(statusOf(error))) throw error
    parts.log.error({ err: error, post: post.key }, 'Teams refused a card; it is shown as plain text')
    return await putEach([{ plain: parts.plain(post.card) }], 0)
  }
}
