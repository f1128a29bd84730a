import { askerName } from '../../asker.ts'
import type { Clock } from '../../clock.ts'
import type { Case } from '../../oncall/case.ts'
import { dutiesAt } from '../../oncall/duty.ts'
import type { CaseEvent } from '../../oncall/events-store.ts'
import { isHeldBack } from '../../oncall/hold-store.ts'
import type { Page } from '../../oncall/pages-store.ts'
import type { PlannedStore } from '../../oncall/planned-store.ts'
import type { People, Person } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { Platform } from '../platform.ts'

/** What a case's cards are drawn from, besides the case. */
export interface CaseView {
  nameOf(personId: string): string
  /** What the case's level is called. */
  levelName: string
  /** Where it was asked; null where there is no such page. */
  address: string | null
  /** Who was added to it, by name. */
  added: string[]
  pages: Page[]
  /** Nobody could be called, and nobody was since. */
  isUnreached: boolean
  /** Calls about it wait for a maintenance until then; null: for none. */
  waitsUntil: Date | null
  timeZone: string
  /** As of when it is drawn. */
  now: Date
  onCall: { primary: Person | undefined; secondary: Person | undefined }
  /** Whether those on call see it together in a channel. */
  hasRoom: boolean
}

export interface ViewFacts {
  people(): People
  runbook(): RunbookSettings
  clock: Clock
  platforms: Platform[]
  cases: { addedTo(number: number): Promise<string[]> }
  pages: { of(number: number): Promise<Page[]> }
  eventsOf(number: number): Promise<CaseEvent[]>
  planned: Pick<PlannedStore, 'holdNow'>
}

/** Gathers what the cards of a case show. */
export async function viewOf(one: Case, facts: ViewFacts): Promise<CaseView> {
  const [added, pages, events, hold] = await Promise.all([
    facts.cases.addedTo(one.number),
    facts.pages.of(one.number),
    facts.eventsOf(one.number),
    facts.planned.holdNow(),
  ])
  const people = facts.people()
  const runbook = facts.runbook()
  const nameOf = (id: string) => (id === 'bot' ? 'The bot' : askerName(id, people))
  const asked = facts.platforms.find(({ name }) => name === one.place.platform)
  return {
    nameOf,
    levelName: levelNameOf(one, runbook),
    address: asked?.addressOf(one.place) ?? null,
    added: added.map(nameOf),
    pages,
    isUnreached: pages.length === 0 && events.some(({ type }) => type === 'unreached'),
    waitsUntil: one.status === 'open' && isHeldBack(one) ? (hold?.until ?? null) : null,
    timeZone: runbook.service.time_zone,
    now: facts.clock.now(),
    onCall: dutiesAt(runbook, people, facts.clock.now()),
    hasRoom: roomOf(facts.platforms) !== null,
  }
}

function levelNameOf({ level }: Case, { escalation }: RunbookSettings): string {
  return escalation.levels.find((one) => one.level === level)?.name ?? 'Manager'
}

/** The platform and the place where those on call read cases together: of the first that has such a room. */
export function roomOf(platforms: Platform[]) {
  for (const platform of platforms) {
    const { cases: place } = platform.rooms
    if (place !== undefined) return { platform, place }
  }
  return null
}

/** Who is on duty is told by name alone. */
export function withoutContacts(view: CaseView): CaseView {
  const { primary, secondary } = view.onCall
  return { ...view, onCall: { primary: nameOnly(primary), secondary: nameOnly(secondary) } }
}

function nameOnly(person: Person | undefined): Person | undefined {
  if (person === undefined) return undefined
  const { id, name, roles, identities } = person
  return { id, name, roles, identities }
}
