import { sessionIdOf } from './answering.ts'
import { caseCard } from './cards/case.ts'
import type { Case } from './cases/store.ts'
import { dutiesOf } from './duty.ts'
import type { Request } from './handler.ts'

/** A question that wants a person. */
export interface WantsPerson {
  question: string
  machineModel: string | null
  /** What it was asked on: asked twice there is one case. */
  sourceKey: string
}

/** Opens a case for a question, once, and tells the asker who has it. */
export async function getAPerson(wanted: WantsPerson, request: Request): Promise<Case> {
  const { delivery, person, platform, with: facts } = request
  const { case: opened, isNew } = await facts.cases.open({
    ...wanted,
    place: delivery.place,
    openedBy: person.id,
    sessionId: sessionIdOf(delivery.place),
    requestId: delivery.requestId,
  })
  if (isNew) facts.wakeOutbox()
  const card = caseCard(opened, dutiesOf(facts.runbook(), facts.people()))
  await platform.post(delivery.place, `${wanted.sourceKey}:case`, card)
  return opened
}
