import { dutiesAt } from '../oncall/duty.ts'
import { sessionIdOf } from './asking.ts'
import { caseCard, caseRoomCard } from './cards/case.ts'
import type { Case } from './cases/store.ts'
import type { Request } from './handler.ts'

/** A question that wants a person. */
export interface WantsPerson {
  question: string
  machineModel: string | null
  /** What it was asked on: asked twice there is one case. */
  sourceKey: string
}

/** Opens a case for a question, once, shows it to those on call, and tells the asker who has it. */
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
  const isShown = await showToOnCall(opened, request)
  const card = caseCard(opened, dutiesAt(facts.runbook(), facts.people(), facts.clock.now()), isShown)
  await platform.post(delivery.place, `${wanted.sourceKey}:case`, card)
  return opened
}

/** Posts a case where those on call read together, once. @returns whether there is such a place. */
async function showToOnCall(opened: Case, { platform, delivery, person, with: facts }: Request) {
  const { cases: room } = platform.rooms
  if (room === undefined) return false
  const key = `case:${opened.number}`
  if ((await platform.read({ ...room, key })) !== null) return true
  const asker = opened.openedBy === person.id ? person : facts.people().byId(opened.openedBy)
  const origin = { asker: asker?.name ?? opened.openedBy, address: platform.addressOf(delivery.place) }
  await platform.post(room, key, caseRoomCard(opened, origin))
  return true
}
