import type { Person } from '../../people.ts'
import type { Block, Card } from '../card.ts'
import { type Case, caseName } from '../cases/store.ts'
import { shorten } from './shorten.ts'

/** Who is on call by runbook.yml; somebody whom people.yml does not know is undefined. */
export interface OnCall {
  primary: Person | undefined
  secondary: Person | undefined
}

/** What somebody who asked for a person sees: it says no more than what is true. */
export function caseCard(opened: Case, { primary, secondary }: OnCall): Card {
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
      ...urgent(reach),
    ],
  }
}

/** Nobody is called by the program itself yet, and the card does not pretend it. */
function urgent(reach: string[]): Block[] {
  const how = reach.length === 0 ? 'ask for them directly' : `write to ${reach.join(' or ')}`
  return [
    {
      kind: 'note',
      text: `They see it in their /status; nobody has been called. If it cannot wait, ${how}.`,
    },
  ]
}
