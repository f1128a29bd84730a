import { type Clock, later } from '../../../src/clock.ts'
import { contentOf } from './api/content.ts'
import { maybeText } from './api/given.ts'
import type { Arguments } from './api/method.ts'
import { channelIn } from './channels.ts'
import type { SlackEvents } from './events.ts'
import { addMessage, deleteMessage } from './messages.ts'
import { refuse } from './refusal.ts'
import { shownMessage } from './show.ts'
import type { Ephemeral, Message, World } from './world.ts'

/** What somebody did that can be answered for a while. */
export interface Occasion {
  channel: string
  user: string
  /** The message that was pressed. */
  pressed?: { ts: string; isEphemeral: boolean }
}

/** Addresses at which the app may answer a command or a press. */
export interface ResponseUrls {
  issue(occasion: Occasion): string
  /** Takes an answer that came at an address. @throws SlackRefusal `used_url`, `expired_url`, or for what it says. */
  take(id: string, given: Arguments): void
  /** How often each address was used, oldest first. */
  uses(): number[]
}

const lifetime = 30 * 60_000
const mostUses = 5

interface ResponseParts {
  world: World
  events: SlackEvents
  clock: Clock
  inBackground(work: Promise<unknown>): void
}

/** Issues addresses, and takes the answers. */
export function slackResponseUrls(parts: ResponseParts): ResponseUrls {
  const { world, clock } = parts
  const issued = new Map<string, { occasion: Occasion; until: Date; uses: number }>()
  return {
    issue: (occasion) => {
      const id = crypto.randomUUID()
      issued.set(id, { occasion, until: later(clock.now(), lifetime), uses: 0 })
      return `${world.address}/response/${id}`
    },
    take: (id, given) => {
      const known = issued.get(id)
      if (known === undefined || known.until < clock.now()) refuse('expired_url')
      if (known.uses >= mostUses) refuse('used_url')
      known.uses += 1
      takeAnswer(known.occasion, given, parts)
    },
    uses: () => [...issued.values()].map(({ uses }) => uses),
  }
}

function takeAnswer(occasion: Occasion, given: Arguments, parts: ResponseParts): void {
  const { replace_original: replace, response_type: type } = given
  // Slack replaces what was pressed unless it is told otherwise.
  const replaces = replace === true || (replace === undefined && type === undefined)
  if (given['delete_original'] === true) removeOriginal(occasion, parts)
  else if (replaces && occasion.pressed !== undefined) replaceOriginal(occasion, given, parts)
  else addAnswer(occasion, given, parts)
}

/** An answer as a message of its own: to the one who typed or pressed, or to all. The bot need not be in the channel. */
export function addAnswer(
  { channel: channelId, user: reader }: Occasion,
  given: Arguments,
  { world, events, inBackground }: Omit<ResponseParts, 'clock'>,
): void {
  const channel = channelIn(world, channelId)
  const threadTs = maybeText(given, 'thread_ts')
  const said = { user: world.app.botUserId, ...contentOf(given), ...(threadTs !== undefined && { threadTs }) }
  if (given['response_type'] === 'in_channel') {
    inBackground(events.posted(channel, addMessage(world, channel, said)))
  } else {
    const { metadata: _, ...content } = said
    world.ephemerals.push({ ...content, ts: world.ids.ts(), channel: channelId, reader })
  }
}

function originalOf({ channel, pressed }: Occasion, world: World): Message | Ephemeral {
  const found = pressed?.isEphemeral
    ? world.ephemerals.find(({ ts }) => ts === pressed.ts)
    : channelIn(world, channel).messages.get(pressed?.ts ?? '')
  return found ?? refuse('message_not_found')
}

function replaceOriginal(occasion: Occasion, given: Arguments, parts: ResponseParts): void {
  const { world, events, inBackground } = parts
  const original = originalOf(occasion, world)
  const content = contentOf(given)
  if ('reader' in original) {
    Object.assign(original, { text: content.text, blocks: content.blocks })
    return
  }
  const channel = channelIn(world, original.channel)
  const before = shownMessage(world, channel, original)
  Object.assign(original, content)
  inBackground(events.changed(channel, original, before))
}

function removeOriginal(occasion: Occasion, { world, events, inBackground }: ResponseParts): void {
  const original = originalOf(occasion, world)
  if ('reader' in original) {
    world.ephemerals.splice(world.ephemerals.indexOf(original), 1)
    return
  }
  const channel = channelIn(world, original.channel)
  const before = shownMessage(world, channel, original)
  deleteMessage(channel, original)
  inBackground(events.deleted(channel, original, before))
}
