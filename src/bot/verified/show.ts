import { verifiedCard } from '../cards/verified.ts'
import type { Request } from '../handler.ts'
import { replyKey } from '../reply.ts'

import { answerName, type VerifiedAnswer } from './answer.ts'

/** The key of the one card of an answer. */
export const cardKey = (answer: VerifiedAnswer): string => `verified:${answerName(answer)}`

/** Brings an answer's one card up to date, where this platform has it. */
export async function showAnswer(answer: VerifiedAnswer, request: Request): Promise<void> {
  const { platform, with: facts } = request
  const { place } = answer
  if (place.platform !== platform.name) return
  await platform.checkReach?.(place)
  const viewer = platform.isPrivate ? { id: answer.writtenBy } : null
  await platform.post(place, cardKey(answer), verifiedCard(answer, factsFor(viewer, facts)))
}

/** Shows an answer to whoever asks for it. */
export async function whisperAnswer(answer: VerifiedAnswer, request: Request): Promise<void> {
  const { platform, delivery, person, with: facts } = request
  const card = verifiedCard(answer, factsFor(person, facts))
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

/** What cards of answers need to know. */
export function factsFor(
  viewer: { id: string } | null,
  { people, runbook, clock }: Pick<Request['with'], 'people' | 'runbook' | 'clock'>,
) {
  const { service, verified_answers: rule } = runbook()
  return { viewer, people: people(), timeZone: service.time_zone, days: rule.days, now: clock.now() }
}
