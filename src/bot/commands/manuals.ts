import { UserError } from '../../errors.ts'
import { type AddingWay, addingCard, manualsCard } from '../cards/manuals.ts'
import type { Asked, Request } from '../handler.ts'
import { listedManuals } from '../manuals/listed.ts'
import { replyKey } from '../reply.ts'

/** The newest manuals with their state, and how to add one; `add` is about that alone. */
export async function manuals({ text }: Asked, request: Request): Promise<undefined> {
  const { platform, delivery, person } = request
  if (!isManualsWords(text)) {
    throw new UserError('unknown_words', 'Write /ai manuals, or /ai manuals add.', {
      action: 'For what stands in a manual, ask a question.',
    })
  }
  const way: AddingWay = platform.download === undefined ? 'page' : 'share'
  const card = text === 'add' ? addingCard(way) : manualsCard(await listedManuals(request), way)
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

/** Whether the words behind the command are its own. */
export function isManualsWords(text: string): boolean {
  return text === '' || text === 'add'
}
