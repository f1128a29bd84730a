import type { People, Person } from '../people.ts'
import type { RunbookSettings } from '../runbook-settings.ts'

/** Who is on duty by runbook.yml; undefined where people.yml does not know the person. */
export interface Duties {
  primary: Person | undefined
  secondary: Person | undefined
  manager: Person | undefined
}

/** Who is on duty now. */
export function dutiesOf({ on_call: onCall }: RunbookSettings, people: People): Duties {
  return {
    primary: people.byId(onCall.primary),
    secondary: people.byId(onCall.secondary),
    manager: people.byId(onCall.manager),
  }
}

/** Where the two settings files contradict each other, as sentences. */
export function contradictions({ on_call: onCall }: RunbookSettings, people: People): string[] {
  return Object.entries(onCall)
    .filter(([, id]) => people.byId(id) === undefined)
    .map(
      ([duty, id]) =>
        `runbook.yml names "${id}" as on_call.${duty}, whom people.yml does not know. Add the person there, or name another here.`,
    )
}
