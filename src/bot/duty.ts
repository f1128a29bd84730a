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
export function contradictions({ on_call: onCall, document }: RunbookSettings, people: People): string[] {
  const duties = Object.entries(onCall).map(([duty, id]) => [`on_call.${duty}`, id] as const)
  const owner = document === undefined ? [] : [['document.owner', document.owner] as const]
  return [...duties, ...owner]
    .filter(([, id]) => people.byId(id) === undefined)
    .map(
      ([place, id]) =>
        `runbook.yml names "${id}" as ${place}, whom people.yml does not know. Add the person there, or name another here.`,
    )
}
