import { z } from 'zod'
import { checkBlocks } from '../kit/check-blocks.ts'
import { limits } from '../kit/limits.ts'
import { addMessage } from '../messages.ts'
import { refuse, refuseFaults } from '../refusal.ts'
import { shownMessage } from '../show.ts'
import type { Message, Stream } from '../world.ts'
import { metadataOf } from './content.ts'
import { existingThread, maybeText, ownChannel, ownMessage, text } from './given.ts'
import type { Arguments, Method, MethodParts } from './method.ts'

/** A stream lives no longer than this, in milliseconds: not documented, but seen by many (python-slack-sdk 1859). */
const lifetimeMs = 5 * 60_000

const scopes = ['chat:write']

/** Messages that grow while they are written. */
export const streamMethods: Record<string, Method> = {
  'chat.startStream': {
    scopes,
    run: (given, parts) => {
      needKnown(parts)
      const { world, events, inBackground } = parts
      const channel = ownChannel(world, text(given, 'channel'))
      const threadTs = existingThread(channel, given)
      if (threadTs === undefined && channel.kind === 'im')
        refuseFaults('invalid_arguments', ['missing required field: thread_ts'])
      if (channel.kind !== 'im') needRecipient(given, parts)
      const words = piecesOf(given)
      const stream: Stream = {
        state: 'open',
        startedAt: world.clock.now(),
        appends: 0,
        text: words,
        beginning: words,
        recipient: maybeText(given, 'recipient_user_id'),
      }
      const user = world.app.botUserId
      const place = threadTs === undefined ? {} : { threadTs }
      const message = addMessage(world, channel, { user, text: '', stream, ...place })
      world.statuses.delete(`${channel.id}:${threadTs}`)
      inBackground(events.posted(channel, message))
      return { channel: channel.id, ts: message.ts }
    },
  },
  'chat.appendStream': {
    scopes,
    run: (given, parts) => {
      const { channel, message, stream } = openStream(given, parts)
      const piece = piecesOf(given)
      if (piece === '') refuse('no_text')
      stream.appends += 1
      stream.text += piece
      return { channel: channel.id, ts: message.ts }
    },
  },
  'chat.stopStream': {
    scopes,
    run: (given, parts) => {
      const { world, events, inBackground } = parts
      const { channel, message, stream } = openStream(given, parts)
      const before = shownMessage(world, channel, message)
      const blocks = given['blocks'] === undefined ? [] : checkBlocks(given['blocks'])
      const metadata = metadataOf(given)
      stream.text += piecesOf(given)
      stream.state = 'ended'
      Object.assign(message, { text: stream.text, blocks, ...(metadata !== undefined && { metadata }) })
      inBackground(events.changed(channel, message, before))
      return { channel: channel.id, ts: message.ts, message: shownMessage(world, channel, message, true) }
    },
  },
}

/** Whether a message is being streamed now. */
export function isStreaming({ stream }: Message, { world, streaming }: MethodParts): boolean {
  if (stream === undefined || stream.state === 'ended') return false
  const age = world.clock.now().getTime() - stream.startedAt.getTime()
  return age < lifetimeMs && stream.appends < streaming.diesAfter
}

function openStream(given: Arguments, parts: MethodParts) {
  needKnown(parts)
  const channel = ownChannel(parts.world, text(given, 'channel'))
  const message = ownMessage(parts.world, channel, given, 'message_not_owned_by_app')
  if (message.stream === undefined || !isStreaming(message, parts)) refuse('message_not_in_streaming_state')
  return { channel, message, stream: message.stream }
}

function needKnown({ streaming }: MethodParts): void {
  if (!streaming.isKnown) refuse('unknown_method')
}

/** In a channel one person sees the words come; the others see them when they are complete. */
function needRecipient(given: Arguments, { world }: MethodParts): void {
  const user = maybeText(given, 'recipient_user_id')
  if (maybeText(given, 'recipient_team_id') === undefined) refuse('missing_recipient_team_id')
  if (user === undefined) refuse('missing_recipient_user_id')
  if (!world.users.has(user)) refuse('user_not_found')
}

const chunksSchema = z.array(z.object({ type: z.literal('markdown_text'), text: z.string() }))

/** The words of a call. @throws SlackRefusal where they are too many, or chunks of another kind. */
function piecesOf(given: Arguments): string {
  const parsed = chunksSchema.safeParse(given['chunks'] ?? [])
  if (!parsed.success) refuse('invalid_chunks')
  const chunks = parsed.data.map((chunk) => chunk.text).join('')
  const words = maybeText(given, 'markdown_text') ?? ''
  if (chunks !== '' && words !== '') refuse('markdown_text_conflict')
  if (Math.max(chunks.length, words.length) > limits.markdown) refuse('msg_too_long')
  return chunks + words
}
