import { directChannel } from '../channels.ts'
import { refuse, refuseFaults } from '../refusal.ts'
import type { Channel, Message, World } from '../world.ts'
import type { Arguments } from './method.ts'

/** A text that must be there. @throws SlackRefusal `invalid_arguments` without it. */
export function text(given: Arguments, name: string): string {
  const value = given[name]
  if (typeof value === 'string' && value !== '') return value
  return refuseFaults('invalid_arguments', [`missing required field: ${name}`])
}

/** A text that may be there. */
export function maybeText(given: Arguments, name: string): string | undefined {
  const value = given[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Whether a switch is on: forms say it as a word. */
export const isOn = (given: Arguments, name: string): boolean =>
  given[name] === true || given[name] === 'true' || given[name] === '1'

/** A number that may be there. */
export function number(given: Arguments, name: string, otherwise: number): number {
  const value = Number(given[name] ?? otherwise)
  return Number.isInteger(value) && value > 0 ? value : otherwise
}

/**
 * The channel of a call, where the bot sees it: not private ones that it is not in.
 * @throws SlackRefusal `channel_not_found`.
 */
export function visibleChannel(world: World, id: string): Channel {
  const channel = world.channels.get(id)
  if (channel === undefined) refuse('channel_not_found')
  if (channel.kind !== 'public' && !channel.members.has(world.app.botUserId)) refuse('channel_not_found')
  return channel
}

/**
 * The channel of a call, where the bot may write.
 * @throws SlackRefusal `channel_not_found`, `not_in_channel`.
 */
export function ownChannel(world: World, id: string): Channel {
  const channel = visibleChannel(world, id)
  if (!channel.members.has(world.app.botUserId)) refuse('not_in_channel')
  return channel
}

/** Where a message goes: a channel, or the direct messages with somebody named by their id. */
export function destination(world: World, id: string): Channel {
  return world.users.has(id) ? directChannel(world, id) : ownChannel(world, id)
}

/** The thread of a call. @throws SlackRefusal where there is no such message to reply to. */
export function existingThread(channel: Channel, given: Arguments): string | undefined {
  const ts = maybeText(given, 'thread_ts')
  if (ts !== undefined && !channel.messages.has(ts)) refuse('thread_not_found')
  return ts
}

/** A message of the bot's own. @throws SlackRefusal where it is not there, or not the bot's. */
export function ownMessage(world: World, channel: Channel, given: Arguments, otherwise: string): Message {
  const message = channel.messages.get(text(given, 'ts'))
  if (message === undefined) refuse('message_not_found')
  if (message.user !== world.app.botUserId) refuse(otherwise)
  return message
}
