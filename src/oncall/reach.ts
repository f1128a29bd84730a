import { type People, type Person, rolesOf } from '../people.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import { dutiesAt, isAway } from './duty.ts'
import type { Level } from './level.ts'

export interface ReachFacts {
  people: People
  runbook: Pick<RunbookSettings, 'on_call' | 'service'>
}

/** Whom a level reaches: whoever is on duty first, the others in the order of people.yml. */
export interface Reached {
  people: Person[]
  /** Who would be among them, but is away. */
  away: Person[]
}

/**
 * The people of a level at a moment: 1 the primary, or else the secondary; 2 the secondary and the seniors; 3 the
 * development team; 4 the manager. Each is named once, and nobody who is away.
 */
export function peopleOfLevel(level: Level, { people, runbook }: ReachFacts, at: Date): Reached {
  const { primary, secondary, manager } = dutiesAt(runbook, people, at)
  const isHere = (person: Person) => !isAway(person, at, runbook.service.time_zone)
  const withRole = (role: 'senior' | 'development') =>
    people.all.filter((person) => rolesOf(person).includes(role))
  const ranks: Record<Level, (Person | undefined)[]> = {
    1: [primary, secondary],
    2: [secondary, ...withRole('senior')],
    3: withRole('development'),
    4: [manager],
  }
  const all = [...new Set(ranks[level].filter((person) => person !== undefined))]
  const here = all.filter(isHere)
  // One is enough at first: whoever stands behind is told where that one does not answer.
  const reached = level === 1 ? here.slice(0, 1) : here
  const before = level === 1 && reached[0] !== undefined ? all.slice(0, all.indexOf(reached[0])) : all
  return { people: reached, away: before.filter((person) => !isHere(person)) }
}
