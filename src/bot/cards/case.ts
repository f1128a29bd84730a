import type { Person } from '../../people.ts'
import type { Block, Card } from '../card.ts'
import { type Case, caseName } from '../cases/store.ts'
import { shorten } from './shorten.ts'

/** Who is on call by runbook.yml; somebody whom people.yml does not know is undefined. */
export interface OnCall {
  primary: Person | undefined
  secondary: Person | undefined
}

/** Where a case came from, for those on call. */
export interface CaseOrigin {
  /** The name of the one who asked. */
  asker: string
  /** Where it was asked; null where there is no such page. */
  address: string | null
}

/** What those on call see of a case. */
export function caseRoomCard(opened: Case, { asker, address }: CaseOrigin): Card {
  const thing = [shorten(opened.question, 60), opened.machineModel].filter(Boolean).join(' · ')
  return {
    headline: `OPEN · ${caseName(opened)} · ${thing}`,
    tone: 'warning',
    blocks: [
      { kind: 'text', text: `“${shorten(opened.question, 600)}”` },
      { kind: 'fields', fields: [{ label: 'Asked by', value: asker }] },
      ...(address === null ? [] : [{ kind: 'link' as const, label: 'Where it was asked', url: address }]),
    ],
  }
}

/** What somebody who asked for a person sees: it says no more than what is true. `isShown`: to those on call, together. */
export function caseCard(opened: Case, { primary, secondary }: OnCall, isShown = false): Card {
  const reach = [primary, secondary].flatMap((person) => person?.email ?? [])
  return {
    headline: `OPEN · ${caseName(opened)} · Your question is with the on-call engineer`,
    tone: 'neutral',
    blocks: [
      { kind: 'text', text: `“${shorten(opened.question, 160)}”` },
      {
        kind: 'fields',
        fields: [
          { label: 'On call', value: primary?.name ?? 'nobody is named' },
          { label: 'Second', value: secondary?.name ?? 'nobody is named' },
        ],
      },
      ...urgent(reach, isShown),
    ],
  }
}

/** Nobody is called by the program itself yet, and the card does not pretend it. */
function urgent(reach: string[], isShown: boolean): Block[] {
  const how = reach.length === 0 ? 'ask for them directly' : `write to ${reach.join(' or ')}`
  return [
    {
      kind: 'note',
      text: `They see it in ${isShown ? 'the channel of cases and in ' : ''}their /ai status; nobody has been called. If it cannot wait, ${how}.`,
    },
  ]
}
