import { channelIn } from '../fakes/slack/channels.ts'
import { answerTo, type Delivery } from '../fakes/slack/deliver.ts'
import { type Pressable, pressablesOf } from '../fakes/slack/kit/pressables.ts'
import { addAnswer } from '../fakes/slack/response-urls.ts'
import type { Ephemeral, Message, User } from '../fakes/slack/world.ts'
import type { SlackServer } from '../fakes/slack.ts'
import { channelNamed, typed } from './slack-names.ts'
import type { Place, Seen } from './slack-seeing.ts'

/** How somebody commands and presses. Each resolves when the app has acknowledged it, or is too late. */
export interface Pressing {
  /** A slash command: `/ai restart`. */
  types(command: string, options: { in: string }): Promise<Delivery>
  /** Presses a button, a menu's choice or a thumb by its label; `asSeen` presses what stood there when it was seen. */
  clicks(on: Seen, label: string, options?: { asSeen?: boolean }): Promise<Delivery>
  /** Presses something on the start page. */
  clicksAtHome(label: string): Promise<Delivery>
  /** Uses a message's menu. */
  usesShortcut(callbackId: string, message: Place): Promise<Delivery>
}

/** Sends what somebody did, and tells them where the app did not take it. */
export type Act = (kind: 'command' | 'interaction', body: Record<string, unknown>) => Promise<Delivery>

/** Lets somebody command and press. */
export function slackPressing(slack: SlackServer, user: User, act: Act): Pressing {
  const { world, interactions } = slack

  /** The message as it stands now. */
  function current({ channel, ts, isPrivate }: Seen): Message | Ephemeral {
    const found = isPrivate
      ? world.ephemerals.find((one) => one.ts === ts)
      : channelIn(world, channel).messages.get(ts)
    if (found === undefined) throw new Error(`the message ${ts} is not there any more`)
    return found
  }

  return {
    types: async (command, { in: where }) => {
      const [name = '', ...words] = command.split(' ')
      const channel = channelNamed(world, where, user.id)
      const text = typed(words.join(' '), world)
      const delivery = await act('command', interactions.command(user, channel, name, text))
      const answer = answerTo(delivery)
      if (answer['text'] !== undefined || answer['blocks'] !== undefined)
        addAnswer({ channel: channel.id, user: user.id }, answer, slack)
      return delivery
    },
    clicks: (on, label, { asSeen = false } = {}) => {
      const message = asSeen ? on.message : current(on)
      return act(
        'interaction',
        interactions.press(user, message, labelled(pressablesOf(message.blocks), label)),
      )
    },
    clicksAtHome: async (label) => {
      const home = world.homes.get(user.id)
      if (home === undefined) throw new Error(`${user.name} has no start page`)
      const pressed = labelled(pressablesOf(home.view.blocks), label)
      return await act('interaction', interactions.pressHome(user, home, pressed))
    },
    usesShortcut: async (callbackId, { channel: id, ts }) => {
      const channel = channelIn(world, id)
      const message = channel.messages.get(ts)
      if (message === undefined) throw new Error(`there is no message ${ts}`)
      return await act('interaction', interactions.shortcut(user, callbackId, channel, message))
    },
  }
}

function labelled(pressables: Pressable[], label: string): Pressable {
  const found = pressables.find((one) => one.label === label)
  if (found !== undefined) return found
  const there = pressables.map((one) => `[${one.label}]`).join(' ')
  throw new Error(`there is no [${label}]; there is ${there}`)
}
