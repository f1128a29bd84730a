import { messageOf } from '../../errors.ts'
import type { NewestVerified } from '../audit/verify-newest.ts'
import { auditCard } from '../cards/audit.ts'
import type { Asked, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { auditWords } from './words-of-audit.ts'

const listed = 15

/** Who did what: the newest of what was asked for, and whether the record is whole. */
export async function audit({ text }: Asked, request: Request): Promise<undefined> {
  const { platform, delivery, person, with: facts } = request
  const people = facts.people()
  const filter = auditWords(text, facts.clock.now(), people)
  const deeds = await facts.audit.deeds(filter, listed + 1)
  const card = auditCard({
    about: text.trim(),
    deeds: deeds.slice(0, listed),
    areMore: deeds.length > listed,
    chain: await chainOf(request),
    nameOf: (id) => people.byId(id)?.name ?? (id === 'bot' ? 'The bot' : id),
    timeZone: facts.runbook().service.time_zone,
  })
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

/** Null: it could not be verified; what was done is shown all the same. */
async function chainOf({ delivery, with: { audit, log } }: Request): Promise<NewestVerified | null> {
  try {
    return await audit.verifyNewest()
  } catch (error) {
    log.warn(
      { err: error, request_id: delivery.requestId },
      `the audit was not verified: ${messageOf(error)}`,
    )
    return null
  }
}
