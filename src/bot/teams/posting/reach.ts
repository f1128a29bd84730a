import { UserError } from '../../../errors.ts'
import { repeatedly, statusOf } from '../api/calls.ts'
import type { Address, Body, Connector } from '../api/connector.ts'
import type { TeamsConversations } from '../conversations-store.ts'
import { conversationOf, isChannel, type TeamsPlace } from '../places.ts'
import { publicCloud } from '../service-url.ts'

export interface ReachParts {
  connector: Connector
  conversations: TeamsConversations
  /** The bot's own id and tenant; undefined in the playground. */
  appId: string | undefined
  tenantId: string | undefined
}

/** Nobody can be written to who has not the app. */
export class NotInstalled extends Error {
  constructor(cause: unknown) {
    super('this person does not have the app in Teams', { cause })
    this.name = 'NotInstalled'
  }
}

/** Where a place is reached. @throws NotInstalled where a person has no chat with the bot, and cannot get one. */
export async function addressOf(place: TeamsPlace, parts: ReachParts): Promise<Address> {
  if ('person' in place) return await personalAddress(place.person, parts)
  const known = await parts.conversations.find(place.conversation)
  return {
    serviceUrl: known?.serviceUrl ?? (await anyServiceUrl(parts)),
    conversation: conversationOf(place),
  }
}

/** Whether a message there begins a thread of its own. */
export const beginsThread = (place: TeamsPlace): place is { conversation: string } =>
  'conversation' in place && place.root === undefined && isChannel(place.conversation)

/** Begins a thread in a channel with a message. */
export async function beginThread({ serviceUrl, conversation }: Address, activity: Body, parts: ReachParts) {
  return await parts.connector.create(serviceUrl, {
    isGroup: true,
    ...botOf(parts),
    channelData: { channel: { id: conversation } },
    activity,
  })
}

/** @throws UserError where what is posted in a place would be seen by nobody: the bot is not in it. */
export async function checkReach(place: TeamsPlace, parts: ReachParts): Promise<void> {
  if ('person' in place) return
  const at = await addressOf({ conversation: place.conversation }, parts)
  if (await repeatedly(() => parts.connector.isIn(at))) return
  throw new UserError('not_in_channel', 'I am not in that channel of Teams, so nobody would see it there.', {
    action: 'Add the app to its team first.',
  })
}

async function personalAddress(person: string, parts: ReachParts): Promise<Address> {
  const known = await parts.conversations.ofPerson(person)
  if (known !== null) return { serviceUrl: known.serviceUrl, conversation: known.id }
  const serviceUrl = await anyServiceUrl(parts)
  const { tenantId } = parts
  const wanted = {
    isGroup: false,
    ...botOf(parts),
    members: [{ id: person }],
    ...(tenantId !== undefined && { tenantId, channelData: { tenant: { id: tenantId } } }),
  }
  try {
    const { id } = await repeatedly(() => parts.connector.create(serviceUrl, wanted))
    await parts.conversations.seen({ id, serviceUrl, kind: 'personal', person, botIsIn: true })
    return { serviceUrl, conversation: id }
  } catch (error) {
    if ([400, 403, 404].includes(statusOf(error))) throw new NotInstalled(error)
    throw error
  }
}

const botOf = ({ appId }: ReachParts): Body => (appId === undefined ? {} : { bot: { id: `28:${appId}` } })

const anyServiceUrl = async ({ conversations }: ReachParts): Promise<string> =>
  (await conversations.newestServiceUrl()) ?? publicCloud
