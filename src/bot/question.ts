import { UserError } from '../errors.ts'
import { commandOf } from './commands.ts'
import type { Asked, Request } from './handler.ts'
import type { Inbound } from './platform.ts'
import { commandWords } from './words.ts'

/** What a message says, as it was written. */
export function askedIn(key: string, message: Extract<Inbound, { kind: 'message' }>): Asked {
  const { text, machineModel = null, language } = message
  return { key, text, machineModel, ...(language !== undefined && { language }) }
}

/**
 * The question that a delivery of the past asked: in its own words, or by a button on an earlier one.
 * @throws UserError when it is no longer kept.
 */
export async function questionOf(key: string, request: Request): Promise<Asked> {
  const inbound = await find(key, request)
  if (inbound.kind === 'message') return { ...askedIn(key, inbound), text: questionIn(inbound.text) }
  const { action, value } = inbound
  if (action === 'plan' || !value.includes(':'))
    return { text: `Asks for: ${value}`, machineModel: null, key }
  if (action === 'run-command') return { ...(await wordsBehind(value.split(' ')[1] ?? '', request)), key }
  const pressed = await questionOf(value, request)
  return { ...pressed, key, ...(action === 'search-all-models' && allModels) }
}

/**
 * The words behind the command of a delivery of the past, whatever the command was.
 * @throws UserError when it is no longer kept.
 */
export async function wordsBehind(key: string, request: Request): Promise<Asked> {
  const inbound = await find(key, request)
  if (inbound.kind !== 'message') throw forgotten()
  return { ...askedIn(key, inbound), text: commandWords(inbound.text)?.rest ?? inbound.text }
}

/** What makes a question one to the manuals of every machine. */
export const allModels = { machineModel: null, isToAllModels: true } as const

/** The words behind a command; all the words where there is none, or none that is known. */
function questionIn(text: string): string {
  const words = commandWords(text)
  if (words === null) return text
  const command = commandOf(words.word)
  if (command === undefined) return words.whole
  return command.asks?.(words.rest) ?? words.rest
}

async function find(key: string, { with: { findDelivery } }: Request): Promise<Inbound> {
  const delivery = await findDelivery(key)
  if (delivery === null) throw forgotten()
  return delivery.inbound
}

function forgotten(): UserError {
  return new UserError('no_question', 'This question is no longer kept.', { action: 'Ask it again.' })
}
