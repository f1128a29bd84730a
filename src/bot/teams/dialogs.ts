import { sentPost } from '../chats/claiming.ts'
import type { ChatPosts } from '../chats/posts-store.ts'
import { formOfPress, type Offers } from '../forms/asked.ts'
import type { Answer } from './api/adapter.ts'
import { clickIn, taskDataIn } from './inbound/press.ts'
import { cardType } from './posting/activity.ts'
import { renderForm } from './render/form.ts'

export interface DialogParts {
  posts: ChatPosts
  /** What there is to choose from. */
  offers(): Promise<Offers>
}

/** What somebody reads whose button or form is of a card that has changed. */
export const notInUse = 'This button is no longer in use. Look at the newest message of the conversation.'

/** The dialog that a pressed button opens (`task/fetch`); a word where its card does not offer it any more. */
export async function dialogFor(value: unknown, { posts, offers }: DialogParts): Promise<Answer> {
  const click = clickIn(taskDataIn(value))
  const card = click === null ? null : ((await sentPost(click.postKey, posts))?.card ?? null)
  const form = click === null ? null : formOfPress(click.action, click.value, card)
  if (click === null || form === null) return inDialog(notInUse)
  const { action, postKey } = click
  const metadata = JSON.stringify({ action, value: click.value, postKey })
  const { title, card: content } = renderForm({ ...form(await offers()), metadata })
  const shown = { title, height: 'large', width: 'medium', card: { contentType: cardType, content } }
  return { status: 200, body: { task: { type: 'continue', value: shown } } }
}

/** A word in the place of a dialog. */
export function inDialog(text: string): Answer {
  return { status: 200, body: { task: { type: 'message', value: text } } }
}
