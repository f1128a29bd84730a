import type { Person } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { Card } from '../card.ts'

/** Somebody's duty by runbook.yml; undefined where people.yml does not know the person. */
export interface Duty {
  duty: string
  person: Person | undefined
}

/** Who is on call and whom to ask outside; telephone numbers only where allowed. */
export function contactsCard(
  duties: Duty[],
  support: RunbookSettings['external_support'],
  withPhones: boolean,
): Card {
  return {
    headline: 'Contacts',
    blocks: [
      {
        kind: 'fields',
        fields: duties.map(({ duty, person }) => ({ label: duty, value: describe(person, withPhones) })),
      },
      { kind: 'divider' },
      { kind: 'text', text: 'Outside help:' },
      {
        kind: 'list',
        items: support.map(({ name, contact, for: reason }) => `${name}: ${contact} · ${reason}`),
      },
      ...(withPhones
        ? []
        : [{ kind: 'note' as const, text: 'Telephone numbers are shown to people on call.' }]),
    ],
  }
}

function describe(person: Person | undefined, withPhones: boolean): string {
  if (person === undefined) return 'nobody is named'
  return [person.name, withPhones && person.phone, person.email].filter(Boolean).join(' · ')
}
