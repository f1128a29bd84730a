import { answerListCard } from '../cards/verified.ts'
import type { Asked, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { factsFor } from '../verified/show.ts'

const listed = 5

/** The answers of people that wait for a review, and those that are given. */
export async function answers(_: Asked, request: Request): Promise<undefined> {
  const { platform, delivery, person, with: facts } = request
  const [waiting, approved] = await Promise.all([
    facts.verified.waiting(listed),
    facts.verified.approved(listed),
  ])
  const card = answerListCard(waiting, approved, factsFor(person, facts))
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
