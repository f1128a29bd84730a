import type { Person } from '../../people.ts'
import type { Place } from '../platform.ts'

/** The platform's name in places and keys. */
export const slack = 'slack'

/** Where a message stands in Slack. */
export interface SlackPlace {
  /** A channel, or a person's own id for the direct messages with them. */
  channel: string
  /** The thread's first message; absent at the channel's root. */
  threadTs?: string
  /** Only this person sees it. */
  reader?: string
}

/** `C1`, `C1:1700.0001`, `C1@U1`, `C1:1700.0001@U1`; `@U1` for the direct messages with somebody. */
export function placeOf({ channel, threadTs, reader }: SlackPlace): Place {
  const thread = threadTs === undefined ? '' : `:${threadTs}`
  return {
    platform: slack,
    thread: isPerson(channel)
      ? `@${channel}`
      : `${channel}${thread}${reader === undefined ? '' : `@${reader}`}`,
  }
}

/** Reads what `placeOf` wrote. */
export function slackPlaceOf({ thread }: Pick<Place, 'thread'>): SlackPlace {
  const [where = '', reader] = thread.split('@')
  const [channel = '', threadTs] = where.split(':')
  if (channel === '' && reader !== undefined) return { channel: reader }
  return { channel, ...(threadTs !== undefined && { threadTs }), ...(reader !== undefined && { reader }) }
}

/** The direct messages with somebody; null for whom Slack does not know. */
export function directPlaceOf({ identities: { slack: channel } }: Pick<Person, 'identities'>): Place | null {
  return channel === undefined || !isPerson(channel) ? null : placeOf({ channel })
}

/** Whether a channel is named by the person whose direct messages with the bot it is. */
export const isPerson = (channel: string): boolean => /^[UW]/.test(channel)

/** Whether a channel is a conversation of two: of one person with the bot, or, as commands have it, of two people. */
export const isDirect = (channel: string): boolean => /^[DUW]/.test(channel)
