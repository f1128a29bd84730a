import { UserError } from '../errors.ts'
import { may } from '../people.ts'
import { unclearCard, unknownCommandCard } from './cards/unknown-command.ts'
import { hear } from './cases/hear.ts'
import { ask } from './commands/ask.ts'
import { type Command, commandOf, commands } from './commands.ts'
import type { Asked, Request } from './handler.ts'
import type { Outcome } from './inbox.ts'
import type { Message } from './platform.ts'
import { askedIn } from './question.ts'
import { type Reading, readingOf } from './reading.ts'
import { replyKey } from './reply.ts'
import { answerUnasked } from './unasked.ts'
import { nearNames } from './words.ts'

/** Does what a message says: a question is answered, a command runs, and where neither is clear both are offered. */
export async function handleMessage(message: Message, request: Request): Promise<Outcome | undefined> {
  if (await hear(message, request)) return undefined
  const { delivery, person } = request
  const asked = askedIn(delivery.key, message)
  const reading = readingOf(message)
  if (message.unaddressed) return await answerUnasked({ ...asked, postKey: replyKey(delivery) }, request)
  if (reading.kind === 'command') return await run(reading.command, { ...asked, text: reading.rest }, request)
  if (reading.kind === 'unknown') return await suggest(reading.word, request)
  // Whoever may not use the command can only have meant a question.
  if (reading.kind === 'unclear' && may(person, reading.command.action)) {
    return await askWhich(reading, request)
  }
  return await ask(asked, request)
}

async function run(command: Command, asked: Asked, request: Request): Promise<Outcome | undefined> {
  if (!command.refusesItself && !may(request.person, command.action)) {
    throw new UserError('not_allowed', `/ai ${command.name} is not for your role.`, {
      status: 403,
      action: 'See /ai help for what you can use.',
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

async function askWhich(
  { command }: Extract<Reading, { kind: 'unclear' }>,
  { platform, delivery, person }: Request,
): Promise<undefined> {
  const card = unclearCard(command, delivery.key)
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
