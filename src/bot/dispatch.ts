import { UserError } from '../errors.ts'
import { faultCard, problemCard } from './cards/problem.ts'
import { clickOf } from './clicks.ts'
import { handleDeletion, handleEdit, messageOf } from './edits.ts'
import { handleFiles } from './files.ts'
import type { Collaborators, Request } from './handler.ts'
import type { Lane, Leased } from './inbox/store.ts'
import type { Outcome } from './inbox.ts'
import { handleMessage } from './messages.ts'
import type { Delivery, Inbound, Platform } from './platform.ts'
import { press } from './pressing.ts'
import { readingOf } from './reading.ts'
import { replyKey } from './reply.ts'
import { handleVisit } from './visits.ts'

export interface Dispatch {
  /** Does what a delivery asks for. What it throws is a bug, or the end of the process. */
  handle(delivery: Leased, signal: AbortSignal): Promise<Outcome>
  /** Tells the person that a fault keeps it from being done. */
  giveUp(delivery: Delivery): Promise<void>
}

/** Finds the handler for what people send, and turns every refusal into a card. */
export function createDispatch(platforms: Platform[], collaborators: Collaborators): Dispatch {
  const platformOf = ({ place }: Delivery): Platform => {
    const platform = platforms.find(({ name }) => name === place.platform)
    if (platform === undefined) throw new Error(`there is no platform ${place.platform}`)
    return platform
  }
  return {
    handle: async (delivery, signal) => {
      const platform = platformOf(delivery)
      try {
        return (await handle(delivery, platform, signal, collaborators)) ?? { state: 'done' }
      } catch (error) {
        if (signal.aborted || !(error instanceof UserError)) throw error
        await refuse(error, delivery, platform, collaborators)
        return { state: 'done' }
      }
    },
    giveUp: async (delivery) => {
      if (await isSilent(delivery, collaborators)) return
      const { inbound, place, requestId } = delivery
      // An edit is answered where the question was.
      const key = inbound.kind === 'edit' ? replyKey({ key: inbound.of }) : replyKey(delivery)
      await platformOf(delivery).post(place, key, faultCard(requestId))
    },
  }
}

/** Whether something waits its turn among the questions of its thread. */
export function laneOf(inbound: Inbound): Lane {
  switch (inbound.kind) {
    case 'message': {
      const reading = readingOf(inbound)
      if (reading.kind === 'command') return reading.command.isQuestion ? 'question' : 'other'
      return reading.kind === 'unknown' ? 'other' : 'question'
    }
    case 'click':
      return clickOf(inbound.action)?.isQuestion?.(inbound.value) ? 'question' : 'other'
    case 'edit':
      return 'question'
    default:
      return 'other'
  }
}

async function handle(
  delivery: Leased,
  platform: Platform,
  signal: AbortSignal,
  collaborators: Collaborators,
): Promise<Outcome | undefined> {
  const { inbound, isResumed } = delivery
  // What somebody takes back goes, whoever they are by now.
  if (inbound.kind === 'deletion') return await handleDeletion(inbound, platform, collaborators)
  const person = await platform.identify(delivery, collaborators.people())
  const request: Request = { delivery, person, platform, isResumed, signal, with: collaborators }
  switch (inbound.kind) {
    case 'visit':
      return await handleVisit(inbound, request)
    case 'click':
      // A press that asks costs what a question does.
      if (laneOf(inbound) === 'question') await limit(request)
      return await press(inbound, request)
  }
  // Nobody asked for it, so nobody pays for it.
  if (!(await isSilent(delivery, collaborators))) await limit(request)
  switch (inbound.kind) {
    case 'message':
      return await handleMessage(inbound, request)
    case 'edit':
      return await handleEdit(inbound, request)
    case 'files':
      return await handleFiles(inbound, request)
  }
}

/** Counts what somebody sends; what was begun before is counted already. */
async function limit({ delivery, person, platform, isResumed, with: { limits } }: Request): Promise<void> {
  if (isResumed) return
  const { place } = delivery
  const seconds = await limits.take(person.id, platform.channelOf?.(place) ?? place.thread)
  if (seconds <= 0) return
  throw new UserError('too_many', 'That was a lot at once.', {
    status: 429,
    action: `Ask again in ${seconds} s; nothing before it is lost.`,
  })
}

async function refuse(
  error: UserError,
  delivery: Delivery,
  platform: Platform,
  collaborators: Collaborators,
): Promise<void> {
  const { place, personId, requestId } = delivery
  const isToNobody = turnedAway.has(error.code) && (await isOverheard(delivery.inbound, collaborators))
  if (isToNobody || (await isSilent(delivery, collaborators))) {
    collaborators.log.info({ request_id: requestId, code: error.code }, 'refused without a word')
    return
  }
  const card = problemCard(error)
  if (personId === null) await platform.post(place, replyKey(delivery), card)
  else await platform.whisper(place, personId, replyKey(delivery), card)
}

/** Refusals for what somebody is, and not for what they ask. */
const turnedAway = new Set(['stranger', 'not_staff'])

/** Whether something was said in a thread that the bot is in, and perhaps to the others there. */
async function isOverheard(inbound: Inbound, collaborators: Collaborators): Promise<boolean> {
  if (inbound.kind === 'edit') return (await messageOf(inbound.of, collaborators))?.overheard === true
  return (inbound.kind === 'message' || inbound.kind === 'files') && inbound.overheard === true
}

/** Whether nobody spoke to the bot with it: then it does not speak of refusals and faults either. */
async function isSilent({ inbound }: Delivery, collaborators: Collaborators): Promise<boolean> {
  switch (inbound.kind) {
    case 'message':
      return inbound.unaddressed === true
    case 'edit':
      return (await messageOf(inbound.of, collaborators))?.unaddressed === true
    case 'deletion':
    case 'visit':
      return true
    default:
      return false
  }
}
