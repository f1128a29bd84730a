import type { Person } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import type { Block, Card } from '../card.ts'

/** Somebody's duty by runbook.yml; undefined where people.yml does not know the person. */
export interface Duty {
  duty: string
  person: Person | undefined
  /** What holds for them now, such as until when. */
  remarks: string[]
}

export interface ContactsFacts {
  duties: Duty[]
  /** Who has the duty next, and from when; null where nobody else has it. */
  next: string | null
  /** Which maintenance lasts now, or begins in this shift. */
  maintenance: Block[]
  support: RunbookSettings['external_support']
  withPhones: boolean
}

/** Who is on call and whom to ask outside; telephone numbers only where allowed. */
export function contactsCard({ duties, next, maintenance, support, withPhones }: ContactsFacts): Card {
  return {
    headline: 'Contacts',
    blocks: [
      {
        kind: 'fields',
        fields: [
          ...duties.map((one) => ({ label: one.duty, value: describe(one, withPhones) })),
          ...(next === null ? [] : [{ label: 'Next', value: next }]),
        ],
      },
      ...maintenance,
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

function describe({ person, remarks }: Duty, withPhones: boolean): string {
  if (person === undefined) return 'nobody is named'
  return [person.name, ...remarks, withPhones && person.phone, person.email].filter(Boolean).join(' · ')
}
