import type { WebClient } from '@slack/web-api'
import type { Logger } from '../../../log.ts'
import type { Card } from '../../card.ts'
import type { ChatPost, ChatPosts } from '../../chats/posts-store.ts'
import { isUncertain, once, slackCodeOf } from '../api/calls.ts'
import { type Responded, respond, respondPrivately } from '../api/respond.ts'
import { isDirect, type SlackPlace, slackPlaceOf } from '../places.ts'
import type { SlackMessage } from '../render/card.ts'
import { noteBlocks } from '../render/small-print.ts'

export interface PrivateParts {
  client: WebClient
  posts: ChatPosts
  render(card: Card, key: string): SlackMessage[]
  /** What Slack said with the delivery that a post answers. */
  originOf(postKey: string): Promise<Record<string, string> | null>
  log: Logger
}

/** Stands for the ts of a message that cannot be changed by its ts. */
const unnamed = 'private'

/**
 * Shows a card to one person: in the place of the private message that was pressed, by the answer address of a
 * command, as an ephemeral message, or in the direct messages, whichever can be had first.
 */
export async function showPrivately(
  post: ChatPost,
  reader: string,
  card: Card,
  isRepeat: boolean,
  parts: PrivateParts,
): Promise<void> {
  const isSent = post.parts.length > 0
  const shown = isRepeat && !isSent ? repeated(card) : card
  const messages = parts.render(shown, post.key)
  const place = { ...slackPlaceOf(post), reader }
  const address = post.responseUrl ?? (await parts.originOf(post.key))?.['response_url'] ?? null
  // What was pressed is the last message: buttons stand there. Those before it cannot be changed.
  const isReplaced = isSent && post.responseUrl !== null
  for (const message of isReplaced ? messages.slice(-1) : messages)
    await showOne(message, place, address, isReplaced, parts)
  await parts.posts.shown(post.key, { channel: post.channel, parts: [unnamed], card })
}

/** A line to one person that is not a post: what is being done just now. Nothing depends on it. */
export async function remark(text: string, postKey: string, parts: PrivateParts): Promise<void> {
  const address = (await parts.originOf(postKey))?.['response_url']
  await respondPrivately(address, text)
}

type Way = (message: SlackMessage) => Promise<Responded>

/** Sends one message: each way is tried until one works. */
async function showOne(
  message: SlackMessage,
  place: SlackPlace & { reader: string },
  address: string | null,
  isReplaced: boolean,
  parts: PrivateParts,
): Promise<void> {
  const thread = place.threadTs === undefined ? {} : { thread_ts: place.threadTs }
  const answer = isReplaced
    ? { replace_original: true }
    : { response_type: 'ephemeral', replace_original: false, ...thread }
  const byAddress: Way = async (said) =>
    address === null ? 'refused' : await respond(address, { ...answer, ...said })
  const inChannel: Way = (said) => postEphemeral(said, place, parts)
  // What comes by the address stands at the channel's root.
  const [first, second] =
    isReplaced || place.threadTs === undefined ? [byAddress, inChannel] : [inChannel, byAddress]
  let shown = message
  for (const way of [first, second]) {
    const responded = await way(shown)
    if (responded === 'taken') return
    if (responded === 'unknown') shown = repeatedMessage(message)
  }
  // The bot may not be in the channel, be it the direct messages of two people.
  await once(() => parts.client.chat.postMessage({ channel: place.reader, ...shown }))
}

/** Refused where Slack does not show such a message. @throws what the call throws, where it is uncertain. */
async function postEphemeral(
  message: SlackMessage,
  { channel, threadTs, reader }: SlackPlace & { reader: string },
  { client, log }: PrivateParts,
): Promise<Responded> {
  if (isDirect(channel)) return 'refused'
  try {
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs }
    await once(() => client.chat.postEphemeral({ channel, user: reader, ...thread, ...message }))
    return 'taken'
  } catch (error) {
    if (isUncertain(error) || !notThere.has(slackCodeOf(error))) throw error
    log.info({ channel, code: slackCodeOf(error) }, 'a private reply goes another way')
    return 'refused'
  }
}

/** The bot, or the person, is not in the channel. */
const notThere = new Set(['not_in_channel', 'channel_not_found', 'user_not_in_channel', 'is_archived'])

const sentAgain = 'Sent again: I was interrupted while sending it.'

/** Nobody can tell whether a private message has arrived, so a repeat says that it is one. */
function repeated(card: Card): Card {
  return { ...card, blocks: [...card.blocks, { kind: 'note', text: sentAgain }] }
}

/** The same of one message that may have arrived by another way. */
function repeatedMessage({ text, blocks }: SlackMessage): SlackMessage {
  return { text, blocks: [...blocks, ...noteBlocks(sentAgain)] }
}
