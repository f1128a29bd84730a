import { UserError } from '../../errors.ts'
import { withoutButton } from '../cards/change.ts'
import { cardOf, line, text } from '../cards/run/parts.ts'
import type { Press, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { actorOf } from '../runs/actor.ts'
import { ticketName } from './ticket.ts'

/** Closes a ticket, and takes its button from the card. */
export async function closeTicket({ action, value, post }: Press, request: Request): Promise<undefined> {
  const { platform, delivery, person, with: facts } = request
  const number = Number(/^\d{1,9}$/.exec(value)?.[0] ?? 0)
  const ticket = await facts.tickets.close(number, actorOf(request)).catch((error: unknown) => {
    // It was closed already before the process ended.
    if (request.isResumed && error instanceof UserError) return null
    throw error
  })
  facts.wakeOutbox()
  const card = await platform.read(post)
  if (card !== null) await platform.update(post, withoutButton(card, action, value))
  const closed = cardOf(`CLOSED · ${ticketName({ number })}`, 'neutral', [
    ticket && text(line(ticket.kind)),
    text('If it comes again, a new ticket is opened.'),
  ])
  await platform.whisper(delivery.place, person.id, replyKey(delivery), closed)
}
