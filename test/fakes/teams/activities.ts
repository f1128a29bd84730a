import { conversationIn, threadOf } from './conversations.ts'
import type { Activity, Attachment, Entity } from './kit/activity.ts'
import { type Conversation, type Message, type Person, serviceUrl, type World } from './world.ts'

/** What Teams sends to a bot, in the forms of its documentation. */
export interface Activities {
  /** Somebody said something. */
  message(person: Person, message: Message): Activity
  edited(person: Person, message: Message): Activity
  deleted(person: Person, message: Message): Activity
  /** The person pressed a button of an older kind: what it holds, and what was filled in. */
  submitted(person: Person, message: Message, value: unknown): Activity
  /** Something that wants an answer at once: `adaptiveCard/action`. */
  invoke(person: Person, message: Message, name: string, value: unknown): Activity
  /** The bot's app was added or taken away. */
  installation(person: Person, conversation: Conversation, action: 'add' | 'remove'): Activity
  /** Who is in a conversation has changed. */
  members(person: Person, conversation: Conversation, added: string[], removed: string[]): Activity
}

/** Writes activities of this world. */
export function teamsActivities(world: World): Activities {
  const { app, ids, clock } = world

  function base(person: Person, conversation: Conversation, id: string, thread: string) {
    const at = clock.now().toISOString()
    return {
      id,
      timestamp: at,
      localTimestamp: at.replace('Z', '+00:00'),
      localTimezone: 'UTC',
      channelId: 'msteams',
      serviceUrl: serviceUrl(world),
      from: { id: person.id, name: person.fullName, aadObjectId: person.aadObjectId },
      conversation: {
        id: thread,
        conversationType: conversation.kind,
        tenantId: conversation.tenantId,
        ...(conversation.kind !== 'personal' && { isGroup: true }),
        ...(conversation.kind === 'groupChat' && { name: conversation.name }),
      },
      recipient: { id: app.botId, name: app.name },
      locale: 'en-US',
    }
  }

  function ofMessage(person: Person, message: Message, id = message.id) {
    const conversation = conversationIn(world, message.conversation)
    return {
      ...base(person, conversation, id, threadOf(conversation, message)),
      channelData: channelData(conversation),
      entities: [clientInfo] as Entity[],
    }
  }

  function said(person: Person, message: Message) {
    const { text, attachments, entities, rootId } = message
    return {
      ...ofMessage(person, message),
      textFormat: 'plain',
      text,
      attachments: [...attachments, asHtml(message)],
      entities: [...entities, clientInfo],
      ...(rootId !== undefined && { replyToId: rootId }),
    }
  }

  return {
    message: (person, message) => ({ ...said(person, message), type: 'message' }),
    edited: (person, message) => {
      const activity = said(person, message)
      const eventType = 'editMessage'
      return { ...activity, type: 'messageUpdate', channelData: { ...activity.channelData, eventType } }
    },
    deleted: (person, message) => {
      const activity = ofMessage(person, message)
      const eventType = 'softDeleteMessage'
      return { ...activity, type: 'messageDelete', channelData: { ...activity.channelData, eventType } }
    },
    submitted: (person, message, value) => {
      const activity = ofMessage(person, message, ids.message())
      const from = { source: { name: 'message' }, legacy: { replyToId: message.id } }
      const data = { ...activity.channelData, ...from }
      return { ...activity, type: 'message', replyToId: message.id, value, channelData: data }
    },
    invoke: (person, message, name, value) => {
      const activity = ofMessage(person, message, ids.event())
      const data = { ...activity.channelData, source: { name: 'message' } }
      return { ...activity, type: 'invoke', name, value, replyToId: message.id, channelData: data }
    },
    installation: (person, conversation, action) => ({
      ...base(person, conversation, ids.event(), conversation.id),
      type: 'installationUpdate',
      action,
      channelData: {
        ...channelData(conversation, true),
        settings: { selectedChannel: { id: conversation.id } },
        source: { name: 'message' },
      },
      entities: [clientInfo],
    }),
    members: (person, conversation, added, removed) => ({
      ...base(person, conversation, ids.event(), conversation.id),
      type: 'conversationUpdate',
      ...(added.length > 0 && { membersAdded: added.map((id) => memberOf(world, id)) }),
      ...(removed.length > 0 && { membersRemoved: removed.map((id) => memberOf(world, id)) }),
      channelData: {
        ...channelData(conversation, true),
        ...(conversation.team !== undefined && {
          eventType: added.length > 0 ? 'teamMemberAdded' : 'teamMemberRemoved',
        }),
      },
    }),
  }

  /** Names are in what is said of the conversation itself only. */
  function channelData({ id, kind, team, tenantId }: Conversation, isNamed = false) {
    return {
      tenant: { id: tenantId },
      ...(kind === 'channel' && {
        teamsChannelId: id,
        teamsTeamId: team?.id,
        channel: { id },
        team: isNamed ? { id: team?.id, name: team?.name, aadGroupId: team?.aadGroupId } : { id: team?.id },
      }),
    }
  }
}

const memberOf = ({ people }: World, id: string) => ({ id, aadObjectId: people.get(id)?.aadObjectId })

const clientInfo: Entity = {
  type: 'clientInfo',
  locale: 'en-US',
  country: 'US',
  platform: 'Windows',
  timezone: 'Europe/Athens',
}

/** What people write, Teams also hands out as HTML. */
function asHtml({ text, attachments }: Message): Attachment {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll(/<(?!\/?at>)/g, '&lt;')
    .replaceAll('\n', '<br>')
  const files = attachments.map(({ name }) => `<attachment id="${name}"></attachment>`).join('')
  return { contentType: 'text/html', content: `<p>${escaped}</p>${files}` }
}
