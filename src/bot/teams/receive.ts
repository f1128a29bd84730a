import type { Logger } from '../../log.ts'
import type { Arrived, ChatIntake } from '../chats/intake.ts'
import type { SayUnable } from '../chats/unable.ts'
import type { Answer } from './api/adapter.ts'
import type { Connector } from './api/connector.ts'
import type { TeamsConversations } from './conversations-store.ts'
import { type DialogParts, dialogFor, inDialog, notInUse } from './dialogs.ts'
import type { TeamsActivity } from './inbound/activity.ts'
import { type DraftParts, draftsIn } from './inbound/drafts.ts'
import type { Draft } from './inbound/message.ts'
import { senderOf } from './inbound/sender.ts'
import { memberId } from './members.ts'
import { type OwnCardParts, ownCardOf, refreshedIn } from './own-card.ts'
import { placeIn, placeOf } from './places.ts'

export interface ReceiveParts extends DraftParts, DialogParts, OwnCardParts {
  connector: Connector
  conversations: TeamsConversations
  intake: ChatIntake
  /** Whether somebody vouches for who sends: not so in the playground. */
  isVerified: boolean
  unable: SayUnable
  log: Logger
}

/** Takes what Teams vouches for into the intake. @returns what an invoke is answered. */
export type Receive = (activity: TeamsActivity) => Promise<Answer | undefined>

/** The way from Teams into the intake. */
export function teamsReceive(parts: ReceiveParts): Receive {
  return async (activity) => {
    try {
      await noteWhere(activity, parts.conversations)
      if (activity.name === 'task/fetch') return await dialogFor(activity.value, parts)
      const refreshed = refreshedIn(activity)
      if (refreshed !== null)
        return (await ownCardOf(refreshed, activity, parts)) ?? answered(activity, notInUse)
      const drafts = await draftsIn(activity, parts)
      if (drafts === 'unknown') return notKnown(activity, parts.log)
      for (const draft of drafts) await parts.intake.take(arrivedOf(draft, activity, parts))
      return activity.type === 'invoke' ? answered(activity, drafts.length > 0 ? taken : notInUse) : undefined
    } catch (error) {
      return await sayWhy(activity, parts.unable(error), parts)
    }
  }
}

/** Who sent it, as Teams says; who that is here is asked when it is dealt with. */
function arrivedOf({ key, place, inbound }: Draft, activity: TeamsActivity, parts: ReceiveParts): Arrived {
  const { person, userId: user, name, tenant, conversation, serviceUrl } = senderOf(activity)
  const known = parts.people().byIdentity('teams', person)
  const theirs = inbound.kind === 'message' && known?.language !== undefined
  return {
    key,
    place: placeOf(place),
    personId: known?.id ?? memberId(person),
    verified: parts.isVerified,
    // What people.yml says of somebody goes before what their Teams is set to.
    inbound: theirs ? { ...inbound, language: known.language } : inbound,
    origin: { person, user, name, tenant, conversation, service_url: serviceUrl },
  }
}

/** Remembers how the conversation is reached, for what is said there unasked. */
async function noteWhere(activity: TeamsActivity, conversations: TeamsConversations): Promise<void> {
  const { conversation, serviceUrl, from, recipient, type, action, membersRemoved } = activity
  const { conversationType: kind } = conversation
  const isGone =
    (type === 'installationUpdate' && action?.startsWith('remove')) ||
    membersRemoved?.some(({ id }) => id === recipient.id)
  await conversations.seen({
    id: placeIn(conversation.id).conversation,
    serviceUrl,
    kind,
    person: kind === 'personal' ? (from.aadObjectId ?? from.id).toLowerCase() : null,
    botIsIn: !isGone,
  })
}

function notKnown({ type, name }: TeamsActivity, log: Logger): Answer | undefined {
  log.info({ kind: name ?? type }, 'Teams sent something that is not known here')
  return type === 'invoke' ? { status: 501 } : undefined
}

const taken = 'Taken.'

/**
 * What the presser is told at once, where a dialog is gone by itself; what comes of it is shown on the card. Of thumbs
 * Teams tells by itself whether they were taken, by the status.
 */
function answered({ name }: TeamsActivity, text: string): Answer {
  if (name?.startsWith('task/')) return text === taken ? { status: 200, body: {} } : inDialog(text)
  const message = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text }
  if (name === 'adaptiveCard/action') return { status: 200, body: message }
  return { status: text === taken ? 200 : 503, body: {} }
}

/** Nobody is left without an answer where something could not be stored. */
async function sayWhy(
  activity: TeamsActivity,
  why: string,
  { connector, log }: ReceiveParts,
): Promise<Answer | undefined> {
  if (activity.type === 'invoke') return answered(activity, why)
  if (activity.type !== 'message') return undefined
  const at = { serviceUrl: activity.serviceUrl, conversation: activity.conversation.id }
  await connector.send(at, { type: 'message', text: why, textFormat: 'plain' }).catch((error: unknown) => {
    log.error({ err: error }, 'could not tell the person')
  })
  return undefined
}
