import type { WebClient } from '@slack/web-api'
import type { Logger } from '../../../log.ts'
import type { Card } from '../../card.ts'
import type { ChatPost, ChatPosts } from '../../chats/posts-store.ts'
import { isUncertain, once, repeatedly, slackCodeOf } from '../api/calls.ts'
import type { Self } from '../api/self.ts'
import { slackPlaceOf } from '../places.ts'
import type { SlackMessage } from '../render/card.ts'
import { findSent, markOf } from './sent.ts'

export interface SendingParts {
  client: WebClient
  posts: ChatPosts
  self(): Self
  render(card: Card, key: string): SlackMessage[]
  /** The same without blocks. */
  plain(card: Card): { text: string }
  log: Logger
}

/** Slack will not take these blocks, or so much text. */
const unfit = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'invalid_arguments',
])
/** Our message is not there any more, or not to be changed. */
const unchangeable = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'is_inactive',
])

/**
 * Shows a card in a post that everybody in its place sees: sent where Slack does not have it, changed where it has.
 * @returns where it stands.
 */
export async function show(
  post: ChatPost,
  card: Card,
  isRepeat: boolean,
  parts: SendingParts,
): Promise<ChatPost> {
  const messages = parts.render(card, post.key)
  const mayHaveMore = isRepeat && messages.length > post.parts.length
  const begun = mayHaveMore ? { ...post, parts: await findSent(post, parts) } : post
  const shown = await put(begun, messages, card, parts)
  await parts.posts.shown(post.key, { ...shown, card })
  return { ...shown, card }
}

/** Puts the messages of a card in their places; in plain words where Slack refuses them as they are. */
async function put(
  post: ChatPost,
  rendered: SlackMessage[],
  card: Card,
  parts: SendingParts,
): Promise<ChatPost> {
  let shown = post
  const putEach = async (messages: Plain[]) => {
    for (const [index, message] of messages.entries()) shown = await putPart(shown, index, message, parts)
    for (const ts of shown.parts.slice(messages.length)) await remove(shown.channel, ts, parts)
    return { ...shown, parts: shown.parts.slice(0, messages.length) }
  }
  try {
    return await putEach(rendered)
  } catch (error) {
    if (!unfit.has(slackCodeOf(error))) throw error
    const facts = { err: error, post: post.key }
    parts.log.error(facts, 'Slack refused the blocks of a card; it is shown as plain text')
    return await putEach([parts.plain(card)])
  }
}

/** Changes the message of a part, or sends one where there is none. */
async function putPart(
  post: ChatPost,
  index: number,
  message: Plain,
  parts: SendingParts,
): Promise<ChatPost> {
  const ts = post.parts[index]
  if (ts !== undefined && (await change(post, ts, index, message, parts))) return post
  const sent = await send(post, index, message, parts)
  const all = [...post.parts]
  all[index] = sent.ts
  return { ...post, channel: sent.channel, parts: all }
}

type Plain = Pick<SlackMessage, 'text'> & Partial<SlackMessage>

/** @returns false where the message can no longer be changed. */
async function change(post: ChatPost, ts: string, part: number, message: Plain, { client }: SendingParts) {
  const { channel } = post
  const update = () =>
    client.chat.update({ channel, ts, blocks: [], ...message, metadata: markOf(post.key, part) })
  try {
    await repeatedly(update)
    return true
  } catch (error) {
    if (unchangeable.has(slackCodeOf(error))) return false
    if (slackCodeOf(error) !== 'streaming_state_conflict') throw error
    // Our end of the stream was lost on its way: to Slack it is still being written.
    await repeatedly(() => client.chat.stopStream({ channel, ts }))
    await repeatedly(update)
    return true
  }
}

interface Sent {
  channel: string
  ts: string
}

/** Sends a message once: where no answer comes, it is looked for before it is sent again. */
async function send(post: ChatPost, part: number, message: Plain, parts: SendingParts): Promise<Sent> {
  const { threadTs } = slackPlaceOf(post)
  const call = () =>
    parts.client.chat.postMessage({
      channel: post.channel,
      ...(threadTs !== undefined && { thread_ts: threadTs }),
      ...message,
      metadata: markOf(post.key, part),
      unfurl_links: false,
      unfurl_media: false,
    })
  try {
    return sentOf(await once(call))
  } catch (error) {
    if (!isUncertain(error)) throw error
    const found = (await findSent(post, parts))[part]
    if (found !== undefined) return { channel: post.channel, ts: found }
    return sentOf(await once(call))
  }
}

function sentOf({ channel, ts }: { channel?: string; ts?: string }): Sent {
  if (channel === undefined || ts === undefined) throw new Error('Slack did not say where the message is')
  return { channel, ts }
}

async function remove(channel: string, ts: string, { client, log }: SendingParts): Promise<void> {
  await repeatedly(() => client.chat.delete({ channel, ts })).catch((error: unknown) => {
    log.warn({ err: error, channel, ts }, 'a part of a message that is shorter now could not be removed')
  })
}
