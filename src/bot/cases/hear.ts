import type { Case } from '../../oncall/case.ts'
import { passedOnCard } from '../cards/case.ts'
import type { Request } from '../handler.ts'
import type { Message } from '../platform.ts'
import { readingOf } from '../reading.ts'
import { replyKey } from '../reply.ts'
import { caseSpokenOf } from './spoken-of.ts'

/**
 * Takes what is said in the thread of an unresolved case, or by its asker where it was asked, for the other side:
 * unless the bot itself is spoken to.
 * @returns whether it was.
 */
export async function hear(message: Message, request: Request): Promise<boolean> {
  const { delivery, person, with: facts } = request
  if (readingOf(message).kind === 'command' || message.text === '') return false
  const spoken = await caseSpokenOf(message, request)
  if (spoken === null) return false
  const { one, side } = spoken
  await facts.caseMessages.say({
    caseNumber: one.number,
    side,
    by: person.id,
    text: message.text,
    sourceKey: delivery.key,
  })
  facts.wakeCases()
  if (message.alone) await say(one, request)
  return true
}

/** Where nobody else could have been meant, the asker hears who has it, and can still ask the manuals. */
async function say(one: Case, { platform, delivery, person }: Request): Promise<void> {
  await platform.whisper(delivery.place, person.id, replyKey(delivery), passedOnCard(one, delivery.key))
}
