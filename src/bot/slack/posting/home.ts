import type { HomeView } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import type { Card } from '../../card.ts'
import type { ChatPosts } from '../../chats/posts-store.ts'
import { repeatedly } from '../api/calls.ts'
import { homeKey } from '../keys.ts'
import { placeOf } from '../places.ts'

export interface HomeParts {
  client: WebClient
  posts: ChatPosts
  home(card: Card): HomeView
}

/** Shows somebody their start page, and keeps what it shows: its buttons are checked against it. */
export async function publishHome(
  userId: string,
  card: Card,
  { client, posts, home }: HomeParts,
): Promise<void> {
  await repeatedly(() => client.views.publish({ user_id: userId, view: home(card) }))
  const { thread } = placeOf({ channel: userId })
  const key = homeKey(userId)
  await posts.claim({ key, thread, channel: userId, card })
  await posts.shown(key, { channel: userId, parts: ['home'], card })
}
