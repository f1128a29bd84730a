import { setTimeout as rest } from 'node:timers/promises'
import { UserError } from '../../errors.ts'
import type { People } from '../../people.ts'
import type { Card } from '../card.ts'
import type { OwnCards } from '../chats/own-cards.ts'
import type { ChatPost, ChatPosts } from '../chats/posts-store.ts'
import type { Answer } from './api/adapter.ts'
import type { TeamsActivity } from './inbound/activity.ts'
import { clickIn, executedIn } from './inbound/press.ts'
import { senderOf } from './inbound/sender.ts'
import type { Members } from './members.ts'
import { placeIn, teamsPlaceOf } from './places.ts'
import { cardType } from './posting/activity.ts'
import { again, saysAgain } from './posting/again.ts'
import type { TeamsMessage } from './render/card.ts'
import { onlyCard, refreshAction, withRefresh } from './render/refresh.ts'

export interface OwnCardParts {
  posts: ChatPosts
  members: Members
  people(): People
  ownCards: OwnCards
  render(card: Card, key: string): TeamsMessage[]
}

/** Teams waits a few seconds for an answer; after so long it is the card of everybody, in milliseconds. */
const patienceMs = 3_000

/** The key of the post whose card Teams asks for anew; null where it asks for something else. */
export function refreshedIn({ name, value }: TeamsActivity): string | null {
  const click = name === 'adaptiveCard/action' ? clickIn(executedIn(value)) : null
  return click?.action === refreshAction ? click.postKey : null
}

/**
 * A post's card as whoever looks at it sees it; that of everybody for those who have none of their own. Nothing is done
 * by it, so it is not taken in. @returns null where no such post stands in front of them.
 */
export async function ownCardOf(
  postKey: string,
  activity: TeamsActivity,
  parts: OwnCardParts,
): Promise<Answer | null> {
  const post = await parts.posts.find(postKey)
  if (post === null || !isThere(post, activity)) return null
  const own = await Promise.race([ownCard(post, activity, parts), rest(patienceMs, null, { ref: false })])
  const drawn = (one: Card | null) => (one === null ? null : onlyCard(parts.render(one, postKey)))
  const card = drawn(own) ?? drawn(post.card)
  if (card === null) return null
  const value = withRefresh(card, postKey, [activity.from.id])
  return { status: 200, body: { statusCode: 200, type: cardType, value } }
}

/** Whether a post is in the channel or the group chat where it is asked for: data of a press can be of anywhere. */
function isThere(post: ChatPost, { conversation }: TeamsActivity): boolean {
  const place = teamsPlaceOf(post)
  return !('person' in place) && place.conversation === placeIn(conversation.id).conversation
}

/** Whether it is the message that was sent again: of the one before it nobody knows more than that it may be there. */
function isMarked({ card, parts }: ChatPost, { replyToId }: TeamsActivity): boolean {
  return saysAgain(card) && parts.includes(replyToId ?? '')
}

async function ownCard(
  post: ChatPost,
  activity: TeamsActivity,
  { members, people, ownCards }: OwnCardParts,
): Promise<Card | null> {
  try {
    const person = await members.personOf(senderOf(activity), people())
    const card = await ownCards.cardFor(post.key, person)
    return card !== null && isMarked(post, activity) ? again(card) : card
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}
