import { UserError } from '../errors.ts'
import type { Asked, Request } from './handler.ts'
import type { Inbound, Message } from './platform.ts'
import { readingOf } from './reading.ts'
import { remarkOf, withRemark } from './remark.ts'

type Click = Extract<Inbound, { kind: 'click' }>

/** What a message says, as it was written. */
export function askedIn(key: string, message: Message): Asked {
  const { text, machineModel = null, language, clause } = message
  return {
    ...{ key, messageKey: key, text, machineModel },
    ...(language !== undefined && { language }),
    ...(clause !== undefined && { clause }),
  }
}

/**
 * The question that a delivery of the past asked: in its own words, in those it was changed to, or by a button
 * on an earlier one.
 * @throws UserError when it is no longer kept.
 */
export async function questionOf(key: string, request: Request): Promise<Asked> {
  const inbound = await find(key, request)
  if (inbound.kind === 'message') return { ...askedIn(key, inbound), text: readingOf(inbound).question }
  if (inbound.kind === 'edit') return await editedQuestion(key, inbound, request)
  if (inbound.kind === 'click') return await pressedQuestion(key, inbound, request)
  throw forgotten()
}

/**
 * The words behind the command of a delivery of the past, whatever the command was.
 * @throws UserError when it is no longer kept.
 */
export async function wordsBehind(key: string, request: Request): Promise<Asked> {
  const inbound = await find(key, request)
  if (inbound.kind !== 'message') throw forgotten()
  const reading = readingOf(inbound)
  return { ...askedIn(key, inbound), text: 'rest' in reading ? reading.rest : inbound.text }
}

/** What makes a question one to the manuals of every machine. */
export const allModels = { machineModel: null, isToAllModels: true } as const

/** The changed words, for the machine that was chosen with the first. */
async function editedQuestion(
  key: string,
  { of, text }: Extract<Inbound, { kind: 'edit' }>,
  request: Request,
): Promise<Asked> {
  const message = await find(of, request)
  if (message.kind !== 'message') throw forgotten()
  const { question } = readingOf({ ...message, text })
  return { ...askedIn(key, message), text: question, messageKey: of }
}

async function pressedQuestion(key: string, { action, value }: Click, request: Request): Promise<Asked> {
  if (action === 'plan' || !value.includes(':')) {
    return { text: `Asks for: ${value}`, machineModel: null, key, messageKey: key }
  }
  const [first = '', second = ''] = value.split(' ')
  if (action === 'run-command') return { ...(await wordsBehind(second, request)), key }
  const pressed = { ...(await questionOf(first, request)), key }
  if (action === 'better-try') return withRemark(pressed, await remarkOf(second, request))
  return { ...pressed, ...(action === 'search-all-models' && allModels) }
}

async function find(key: string, { with: { findDelivery } }: Request): Promise<Inbound> {
  const delivery = await findDelivery(key)
  if (delivery === null) throw forgotten()
  return delivery.inbound
}

function forgotten(): UserError {
  return new UserError('no_question', 'This question is no longer kept.', { action: 'Ask it again.' })
}
