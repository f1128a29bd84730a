import type { Case, Evidence } from '../oncall/case.ts'
import type { Clause } from '../oncall/clauses.ts'
import { sessionIdOf } from './asking.ts'
import type { Card } from './card.ts'
import type { Request } from './handler.ts'
import { actorOf } from './runs/actor.ts'

/** A question that wants a person. */
export interface WantsPerson {
  question: string
  machineModel: string | null
  /** What it was asked on: asked twice there is one case. */
  sourceKey: string
  /** How urgent it was said to be; absent where nobody said. */
  clause?: Clause | undefined
  /** What is known of it already. */
  evidence?: Omit<Evidence, 'requestId'>
}

/** Opens a case for a question, once, shows it to those on call, and tells the asker who has it. */
export async function getAPerson(
  { evidence = {}, clause, ...wanted }: WantsPerson,
  request: Request,
): Promise<Case> {
  const { delivery, person, with: facts } = request
  const { verified, place } = actorOf(request)
  const { case: opened, isNew } = await facts.cases.open({
    ...wanted,
    ...(clause && { clause }),
    place: delivery.place,
    openedBy: person.id,
    origin: { by: person.id, verified, place },
    sessionId: sessionIdOf(delivery.place),
    evidence: { ...evidence, requestId: delivery.requestId },
  })
  if (isNew) facts.wakeOutbox()
  await facts.showCase(opened)
  facts.wakeCases()
  return opened
}

/** What an answer's card shows of what was found. */
export function evidenceIn(card: Card | null): Omit<Evidence, 'requestId'> {
  const blocks = card?.blocks ?? []
  const answer = blocks.find((block) => block.kind === 'answer')?.text ?? card?.headline
  const passages = blocks.flatMap((block) => (block.kind === 'sources' ? block.sources : []))
  return {
    ...(answer !== undefined && { answer }),
    passages,
  }
}
