import type { PagingSettings } from '../paging-settings.ts'
import type { Person } from '../people.ts'
import type { Severity } from './severity.ts'
import type { Way, WayName } from './ways.ts'

/** Which ways are set up, and whom they reach. */
export type Reach = Partial<Record<WayName, Pick<Way, 'reaches'>>>

/**
 * By which ways somebody is paged, one after the other: by their own list where they have one, and otherwise by the
 * runbook's; of these the ways that are set up and reach them. Empty where nothing does.
 */
export function waysFor(person: Person, severity: Severity, paging: PagingSettings, ways: Reach): WayName[] {
  const wanted = person.notify?.[severity] ?? paging[severity].ways
  return wanted.filter((name) => ways[name]?.reaches(person) === true)
}
