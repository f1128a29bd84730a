import { createHash } from 'node:crypto'
import type { Actor } from '../../actor.ts'
import { messageOf, UserError } from '../../errors.ts'
import { type Case, caseName } from '../../oncall/case.ts'
import { verifiedCard } from '../cards/verified.ts'
import { roomOf } from '../cases/view.ts'
import type { Collaborators } from '../handler.ts'
import type { Platform } from '../platform.ts'
import type { VerifiedAnswer } from './answer.ts'
import { keptAnswer } from './propose.ts'
import { cardKey, factsFor } from './show.ts'

export type PageFacts = Pick<
  Collaborators,
  'verified' | 'people' | 'runbook' | 'assistant' | 'clock' | 'log'
> & {
  platforms: Platform[]
}

/** Proposes an answer on the page of a resolved case. */
export type ProposeOnPage = (one: Case, answer: string, actor: Actor) => Promise<VerifiedAnswer>

/** So long the documents that it stands on are looked up, in milliseconds. */
const patienceMs = 10_000

/** Keeps answers from the pages of cases, each once, and shows them in the room for cases, where there is one. */
export function proposerOnPage(facts: PageFacts): ProposeOnPage {
  return async (one, answer, actor) => {
    if (one.status !== 'resolved') throw unresolved(one)
    const room = roomOf(facts.platforms)
    const place = room?.place ?? { platform: listOnly, thread: caseName(one) }
    const wanted = {
      sourceKey: `case:${one.number}:${actor.person.id}:${createHash('sha256').update(answer).digest('hex')}`,
      caseNumber: one.number,
      question: one.question,
      answer,
      machineModel: one.machineModel,
      citations: one.evidence.passages ?? [],
      writtenBy: actor.person.id,
    }
    const kept = await keptAnswer(wanted, { actor, place, signal: AbortSignal.timeout(patienceMs) }, facts)
    const card = verifiedCard(kept, factsFor(null, facts))
    await room?.platform.post(room.place, cardKey(kept), card).catch((error: unknown) => {
      facts.log.warn({ fault: messageOf(error), answer: kept.id }, 'a proposed answer is only in the list')
    })
    return kept
  }
}

/** No platform has this name: what stands there is shown by `/ai answers` alone. */
const listOnly = 'answers'

const unresolved = (one: Case): UserError =>
  new UserError('case_changed', `${caseName(one)} is not resolved yet.`, {
    status: 409,
    action: 'Resolve it, then keep the answer.',
  })
