import { z } from 'zod'
import type { Answer } from '../answer.ts'
import type { Activity } from '../kit/activity.ts'
import { checkMessage } from '../kit/check-activity.ts'
import { limits } from '../kit/limits.ts'
import { addMessage, contentOf, replaceContent } from '../messages.ts'
import { refuse } from '../refusal.ts'
import type { Conversation, Message, Stream } from '../world.ts'
import type { OperationParts } from './operation.ts'

const streamInfo = z.looseObject({
  type: z.literal('streaminfo'),
  streamType: z.enum(['informative', 'streaming', 'final']).default('streaming'),
  streamSequence: z.int().min(1).optional(),
  streamId: z.string().optional(),
})

type StreamInfo = z.infer<typeof streamInfo>

/** What an activity says of a stream that it belongs to. @throws TeamsRefusal where it is not to be read. */
export function streamOf({ entities = [] }: Activity): StreamInfo | undefined {
  const info = entities.find(({ type }) => type.toLowerCase() === 'streaminfo')
  if (info === undefined) return undefined
  const parsed = streamInfo.safeParse({ ...info, type: 'streaminfo' })
  return parsed.success ? parsed.data : refuse(400, 'BadRequest', 'The stream information is not valid.')
}

/** Whether a message is being streamed now. */
export function isStreaming({ stream }: Message, { world }: OperationParts): boolean {
  return stream?.state === 'open' && ageOf(stream, world.clock.now()) <= limits.streamMs
}

/** Takes a part of a stream: its beginning, more of it, or its end. */
export function takeStream(conversation: Conversation, activity: Activity, parts: OperationParts): Answer {
  const info = streamOf(activity)
  if (conversation.kind !== 'personal') notAllowed('Content stream is not allowed')
  if (!parts.streaming.isAllowed) notAllowed('Content stream is not allowed')
  if (info?.streamType === 'final') return endStream(conversation, activity, info, parts)
  if (activity.type !== 'typing')
    refuse(400, 'BadSyntax', 'Only final streaming types are allowed as a message activity')
  const words = activity.text ?? ''
  if (words.trim() === '') refuse(400, 'BadRequest', 'Start streaming activities should include text')
  if (info?.streamType === 'informative' && words.length > limits.informative)
    refuse(400, 'BadRequest', 'Informative messages must not be longer than 1000 characters')
  if (info?.streamId === undefined) return startStream(conversation, words, info, parts)
  return continueStream(conversation, words, info, parts)
}

function startStream(
  conversation: Conversation,
  words: string,
  info: StreamInfo | undefined,
  parts: OperationParts,
): Answer {
  const { world, answering } = parts
  if (info?.streamSequence !== 1) refuse(400, 'BadRequest', 'The first stream sequence must be 1')
  if ([...conversation.messages.values()].some((message) => isStreaming(message, parts)))
    notAllowed('Content stream is not allowed')
  const now = world.clock.now()
  const stream: Stream = { state: 'open', startedAt: now, at: now, sequence: 1, informative: '', text: '' }
  take(stream, words, info)
  const message = addMessage(world, conversation, {
    from: world.app.botId,
    text: '',
    format: 'markdown',
    stream,
  })
  return answering.withIds ? { status: 201, body: { id: message.id } } : { status: 201 }
}

function continueStream(
  conversation: Conversation,
  words: string,
  info: StreamInfo,
  parts: OperationParts,
): Answer {
  const { stream } = openStream(conversation, info, parts)
  const { streamSequence: sequence } = info
  if (sequence === undefined) refuse(400, 'BadRequest', 'Stream sequence is required')
  const now = parts.world.clock.now()
  if (now.getTime() - stream.at.getTime() < parts.streaming.restMs)
    refuse(429, 'Throttled', 'API calls quota exceeded')
  // One that was overtaken is dropped.
  if (sequence <= stream.sequence) return { status: 202, body: { error: overtaken } }
  if (info.streamType === 'streaming') needPrevious(stream, words)
  Object.assign(stream, { sequence, at: now })
  take(stream, words, info)
  return { status: 202, body: {} }
}

function endStream(
  conversation: Conversation,
  activity: Activity,
  info: StreamInfo,
  parts: OperationParts,
): Answer {
  if (info.streamSequence !== undefined)
    refuse(400, 'BadRequest', 'Stream sequence must not be set for the final message')
  const { message, stream } = openStream(conversation, info, parts)
  const content = contentOf(checkMessage(activity))
  needPrevious(stream, content.text)
  stream.state = 'ended'
  stream.informative = ''
  replaceContent(message, content)
  parts.shown(conversation, message)
  return { status: 202, body: {} }
}

function openStream({ messages }: Conversation, { streamId }: StreamInfo, { world }: OperationParts) {
  const message = messages.get(streamId ?? '')
  if (message?.stream === undefined) refuse(400, 'BadRequest', 'There is no such stream')
  const { stream } = message
  if (stream.state === 'ended')
    notAllowed('Content stream is not allowed on an already completed streamed message')
  if (stream.state === 'stopped') notAllowed('Content stream was canceled by user.')
  if (ageOf(stream, world.clock.now()) > limits.streamMs)
    notAllowed('Content stream finished due to exceeded streaming time.')
  return { message, stream }
}

function needPrevious({ text }: Stream, words: string): void {
  if (!words.startsWith(text))
    notAllowed('Request streamed content should contain the previously streamed content.')
}

function take(stream: Stream, words: string, info: StreamInfo | undefined): void {
  if (info?.streamType === 'informative') stream.informative = words
  else Object.assign(stream, { text: words, informative: '' })
}

const ageOf = ({ startedAt }: Stream, now: Date): number => now.getTime() - startedAt.getTime()

const overtaken = {
  code: 'ContentStreamSequenceOrderPreConditionFailed',
  message: 'PreCondition failed exception when processing streaming activity.',
}

function notAllowed(message: string): never {
  refuse(403, 'ContentStreamNotAllowed', message)
}
