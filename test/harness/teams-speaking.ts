import { readThread } from '../fakes/teams/conversations.ts'
import type { Delivery } from '../fakes/teams/deliver.ts'
import type { Activity, Attachment } from '../fakes/teams/kit/activity.ts'
import { addMessage, replaceContent } from '../fakes/teams/messages.ts'
import { downloadUrl } from '../fakes/teams/serve-file.ts'
import type { Conversation, Message, Person, SharedFile } from '../fakes/teams/world.ts'
import type { TeamsServer } from '../fakes/teams.ts'
import { mentions, typed } from './teams-names.ts'
import { conversationAt, messageAt, type Place, type Where } from './teams-seeing.ts'

/** Something that somebody said. */
export interface Said extends Place {
  /** What was sent to the bot because of it. */
  deliveries: Delivery[]
  /** Whether the bot took all of it. */
  isAcknowledged: boolean
}

/** A file to send. */
export interface NewFile {
  name: string
  /** `application/pdf` where nothing is said. */
  type?: string
  content: Uint8Array
  /** What is said with it. */
  text?: string
}

/** How somebody speaks. Each resolves when the bot has answered, or Teams has given up. */
export interface Speaking {
  /** In a channel (`#general`), in a chat (`several`), or alone with the bot (`@bot`). */
  says(where: string, text: string): Promise<Said>
  /** In the thread that a message begins, or is in; in a chat that is a message like any other. */
  repliesIn(message: Place, text: string): Promise<Said>
  edits(message: Place, text: string): Promise<Said>
  deletes(message: Place): Promise<Said>
  /** Alone with the bot it can fetch the file; elsewhere it sees only that there is one. */
  sendsFile(where: Where, file: NewFile): Promise<Said>
  /** Ends what the bot is streaming to them. */
  stopsStream(message: Place): void
}

/** Lets somebody speak. */
export function teamsSpeaking(teams: TeamsServer, person: Person): Speaking {
  const { world, activities, hearing, deliver } = teams

  async function post(where: Where, text: string, attachments: Attachment[] = []): Promise<Said> {
    const conversation = conversationAt(world, person, where)
    const place =
      typeof where === 'string' || conversation.kind !== 'channel'
        ? {}
        : { rootId: rootOf(conversation, where) }
    const content = { ...typed(text, world), attachments, ...place }
    const message = addMessage(world, conversation, { ...content, from: person.id })
    return await told(conversation, message, () => activities.message(person, message))
  }

  /** The bot hears what is said to it alone, and what names it. */
  async function told(conversation: Conversation, message: Message, activity: () => Activity): Promise<Said> {
    const hears =
      conversation.kind === 'personal'
        ? person.hasApp
        : conversation.hasBot && (hearing.hears === 'all' || mentions(message.entities, world.app.botId))
    const deliveries = hears ? [await deliver(activity())] : []
    const isAcknowledged = deliveries.every((one) => one.isAcknowledged)
    return { conversation: message.conversation, id: message.id, deliveries, isAcknowledged }
  }

  function own(place: Place): { conversation: Conversation; message: Message } {
    const message = messageAt(world, place)
    if (message.from !== person.id) throw new Error(`${person.name} did not write ${place.id}`)
    return { conversation: conversationAt(world, person, place), message }
  }

  return {
    says: (where, text) => post(where, text),
    repliesIn: (message, text) => post(message, text),
    edits: async (place, text) => {
      const { conversation, message } = own(place)
      replaceContent(message, { ...typed(text, world), isEdited: true })
      return await told(conversation, message, () => activities.edited(person, message))
    },
    deletes: async (place) => {
      const { conversation, message } = own(place)
      message.isDeleted = true
      return await told(conversation, message, () => activities.deleted(person, message))
    },
    sendsFile: async (where, { name, type = 'application/pdf', content, text = '' }) => {
      const file: SharedFile = { id: crypto.randomUUID(), name, type, content }
      world.files.set(file.id, file)
      const { kind } = conversationAt(world, person, where)
      const attachment = kind === 'personal' ? downloadable(file) : mentioned(file)
      return await post(where, text, [attachment])
    },
    stopsStream: ({ conversation, id }) => {
      const { stream } = messageAt(world, { conversation: readThread(conversation).base, id })
      if (stream?.state !== 'open') throw new Error('nothing is being streamed')
      stream.state = 'stopped'
    },
  }

  function downloadable(file: SharedFile): Attachment {
    return {
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      contentUrl: sharePoint(file),
      name: file.name,
      content: {
        downloadUrl: downloadUrl(world, file),
        uniqueId: file.id,
        fileType: file.name.split('.').at(-1) ?? '',
        etag: '1',
      },
    }
  }

  function mentioned(file: SharedFile): Attachment {
    return { contentType: 'reference', contentUrl: sharePoint(file), name: file.name }
  }

  function sharePoint({ name }: SharedFile): string {
    return `https://${world.tenant.name}-my.sharepoint.example/personal/${person.name}/Documents/${encodeURIComponent(name)}`
  }
}

const rootOf = ({ messages }: Conversation, { id }: Place): string => messages.get(id)?.rootId ?? id
