import { channelIn } from '../fakes/slack/channels.ts'
import type { Delivery } from '../fakes/slack/deliver.ts'
import { addMessage, deleteMessage } from '../fakes/slack/messages.ts'
import { shownMessage } from '../fakes/slack/show.ts'
import type { Message, User } from '../fakes/slack/world.ts'
import type { SlackServer } from '../fakes/slack.ts'
import { channelNamed, typed } from './slack-names.ts'
import type { Place } from './slack-seeing.ts'

/** Something that somebody said. */
export interface Said extends Place {
  /** What was sent to the app because of it. */
  deliveries: Delivery[]
  /** Whether the app acknowledged all of it. */
  isAcknowledged: boolean
}

/** A file to share. */
export interface NewFile {
  name: string
  /** `application/pdf` where nothing is said. */
  type?: string
  content: Uint8Array
  /** What is said with it. */
  text?: string
}

/** How somebody speaks. Each resolves when the app has acknowledged it, or Slack has given up. */
export interface Speaking {
  /** In a channel (`#general`), or in the direct messages with the bot (`@bot`). */
  says(where: string, text: string): Promise<Said>
  /** In the thread that a message begins, or is in. */
  repliesIn(message: Place, text: string): Promise<Said>
  edits(message: Place, text: string): Promise<Said>
  deletes(message: Place): Promise<Delivery[]>
  /** In a channel, or in the thread of a message. */
  shares(where: string | Place, file: NewFile): Promise<Said>
}

/** Lets somebody speak. */
export function slackSpeaking({ world, events }: SlackServer, user: User): Speaking {
  async function post(where: string | Place, content: Pick<Message, 'text'> & Partial<Message>) {
    const channel =
      typeof where === 'string' ? channelNamed(world, where, user.id) : channelIn(world, where.channel)
    if (!channel.members.has(user.id)) throw new Error(`${user.name} is not in ${channel.name}`)
    const thread = typeof where === 'string' ? {} : { threadTs: rootOf(where) }
    const message = addMessage(world, channel, { ...content, ...thread, user: user.id })
    return said(message, await events.posted(channel, message))
  }

  const rootOf = ({ channel, ts }: Place): string =>
    channelIn(world, channel).messages.get(ts)?.threadTs ?? ts

  function own({ channel: id, ts }: Place) {
    const channel = channelIn(world, id)
    const message = channel.messages.get(ts)
    if (message?.user !== user.id) throw new Error(`${user.name} did not write ${ts}`)
    return { channel, message, before: shownMessage(world, channel, message) }
  }

  return {
    says: (where, text) => post(where, { text: typed(text, world) }),
    repliesIn: (message, text) => post(message, { text: typed(text, world) }),
    edits: async (place, text) => {
      const { channel, message, before } = own(place)
      message.text = typed(text, world)
      message.edited = { user: user.id, ts: world.ids.ts() }
      return said(message, await events.changed(channel, message, before))
    },
    deletes: async (place) => {
      const { channel, message, before } = own(place)
      deleteMessage(channel, message)
      return await events.deleted(channel, message, before)
    },
    shares: (where, { name, type = 'application/pdf', content, text = '' }) => {
      const channel = typeof where === 'string' ? channelNamed(world, where, user.id).id : where.channel
      const id = world.ids.next('F')
      const file = { id, name, mimetype: type, content, user: user.id, channels: new Set([channel]) }
      world.files.set(id, file)
      return post(where, { text: typed(text, world), files: [file] })
    },
  }
}

function said({ channel, ts }: Message, deliveries: Delivery[]): Said {
  return { channel, ts, deliveries, isAcknowledged: deliveries.every((one) => one.isAcknowledged) }
}
