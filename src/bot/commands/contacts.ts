import { may } from '../../people.ts'
import { contactsCard } from '../cards/contacts.ts'
import { dutiesOf } from '../duty.ts'
import type { Asked, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'

/** Shows who is on call and whom to ask outside. */
export async function contacts(_: Asked, request: Request): Promise<undefined> {
  const { platform, delivery, person, with: facts } = request
  const { primary, secondary, manager } = dutiesOf(facts.runbook(), facts.people())
  const duties = [
    { duty: 'On call', person: primary },
    { duty: 'Second', person: secondary },
    { duty: 'Manager', person: manager },
  ]
  const card = contactsCard(duties, facts.runbook().external_support, may(person, 'see-phone-numbers'))
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
