import { UserError } from '../errors.ts'
import { may } from '../people.ts'
import { offers } from './cards/change.ts'
import { faultCard, problemCard } from './cards/problem.ts'
import { unknownCommandCard } from './cards/unknown-command.ts'
import { clickOf } from './clicks.ts'
import { ask } from './commands/ask.ts'
import { type Command, commandOf, commands } from './commands.ts'
import type { Asked, Collaborators, Request } from './handler.ts'
import type { Lane, Leased } from './inbox/store.ts'
import type { Outcome } from './inbox.ts'
import type { Delivery, Inbound, Platform } from './platform.ts'
import { askedIn } from './question.ts'
import { replyKey } from './reply.ts'
import { commandWords, nearNames } from './words.ts'

export interface Dispatch {
  /** Does what a delivery asks for. What it throws is a bug, or the end of the process. */
  handle(delivery: Leased, signal: AbortSignal): Promise<Outcome>
  /** Tells the person that a fault keeps it from being done. */
  giveUp(delivery: Delivery): Promise<void>
}

type Click = Extract<Inbound, { kind: 'click' }>

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
      const person = delivery.personId === null ? undefined : collaborators.people().byId(delivery.personId)
      if (person === undefined) return await turnAway(delivery, platform)
      const { isResumed } = delivery
      return await handleFor({ delivery, person, platform, isResumed, signal, with: collaborators })
    },
    giveUp: async (delivery) => {
      await platformOf(delivery).post(delivery.place, replyKey(delivery), faultCard(delivery.requestId))
    },
  }
}

/** Whether something waits its turn among the questions of its thread. */
export function laneOf(inbound: Inbound): Lane {
  if (inbound.kind === 'click') {
    return clickOf(inbound.action)?.isQuestion?.(inbound.value) ? 'question' : 'other'
  }
  const words = commandWords(inbound.text)
  return words === null || commandOf(words.word)?.isQuestion ? 'question' : 'other'
}

async function handleFor(request: Request): Promise<Outcome> {
  const { key, inbound } = request.delivery
  try {
    const outcome =
      inbound.kind === 'click' ? await press(inbound, request) : await read(askedIn(key, inbound), request)
    return outcome ?? { state: 'done' }
  } catch (error) {
    if (request.signal.aborted || !(error instanceof UserError)) throw error
    await tell(error, request)
    return { state: 'done' }
  }
}

/** A message is a command when it begins with a slash, else a question. */
async function read(asked: Asked, request: Request): Promise<Outcome | undefined> {
  const words = commandWords(asked.text)
  if (words === null) return await ask(asked, request)
  const command = commandOf(words.word)
  if (command === undefined) return await suggest(words.word, request)
  return await run(command, { ...asked, text: words.rest }, request)
}

async function run(command: Command, asked: Asked, request: Request): Promise<Outcome | undefined> {
  if (!command.refusesItself && !may(request.person, command.action)) {
    throw new UserError('not_allowed', `/${command.name} is not for your role.`, {
      status: 403,
      action: 'See /help for what you can use.',
    })
  }
  return await command.handler(asked, request)
}

/** An unknown command is never run; what it may have meant is offered. */
async function suggest(word: string, { platform, delivery, person }: Request): Promise<undefined> {
  const allowed = commands.filter(({ action }) => may(person, action))
  const names = allowed.flatMap(({ name, synonyms }) => [name, ...synonyms])
  const near = new Set(nearNames(word, names).flatMap((name) => commandOf(name) ?? []))
  // Help has a button of its own.
  const suggested = [...near].filter(({ name }) => name !== 'help').slice(0, 2)
  const card = unknownCommandCard(word, suggested, delivery.key)
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

async function press(
  { action, value, postKey, input }: Click,
  request: Request,
): Promise<Outcome | undefined> {
  const { delivery, platform, person, isResumed } = request
  const post = { ...delivery.place, key: postKey }
  const click = clickOf(action)
  const card = await platform.read(post)
  // A click that was begun before may have taken its own button away.
  if (click === undefined || card === null || !(isResumed || offers(card, action, value))) {
    throw new UserError('stale_button', 'This button is no longer in use.', {
      action: 'Look at the newest message of the conversation.',
    })
  }
  if (!may(person, click.action)) {
    throw new UserError('not_allowed', 'This button is not for your role.', { status: 403 })
  }
  return await click.handler({ action, value, post, ...(input !== undefined && { input }) }, request)
}

async function tell(error: UserError, { platform, delivery, person }: Request): Promise<void> {
  await platform.whisper(delivery.place, person.id, replyKey(delivery), problemCard(error))
}

async function turnAway(delivery: Delivery, platform: Platform): Promise<Outcome> {
  const card = problemCard({
    message: 'You are not in the list of people who may use this.',
    action: 'Ask an administrator to add you to people.yml.',
  })
  await platform.post(delivery.place, replyKey(delivery), card)
  return { state: 'done' }
}
