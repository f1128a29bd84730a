import type { Case } from '../../oncall/case.ts'
import type { Severity } from '../../oncall/severity.ts'
import type { PageNote } from '../../oncall/ways.ts'
import type { Card, Tone } from '../card.ts'
import type { CaseView } from '../cases/view.ts'
import { withoutButtons } from './change.ts'

/** Whether a page's card still offers to take the case. */
export const offersTaking = (card: Card): boolean =>
  card.blocks.some(
    (block) => block.kind === 'buttons' && block.buttons.some(({ action }) => action === 'case-take'),
  )

/** A page's card once somebody has the case. */
export function closedPageCard(card: Card, { takenBy, resolvedBy }: Case, { nameOf }: CaseView): Card {
  const by = resolvedBy ?? takenBy
  const note = resolvedBy === null ? 'Taken' : 'Resolved'
  const { blocks } = withoutButtons(card, 'case-take')
  return {
    ...card,
    tone: 'neutral',
    blocks: [...blocks, { kind: 'note', text: by === null ? `${note}.` : `${note} by ${nameOf(by)}.` }],
  }
}

const tones: Record<Severity, Tone> = { critical: 'critical', warning: 'warning', information: 'neutral' }

const repeated = 'This may have been sent before: I was interrupted while sending it.'

/** What somebody is shown who is paged: what happened, and the button by which they take it. */
export function pageCard({ caseName, severity, headline, lines, address, mayBeRepeat }: PageNote): Card {
  return {
    headline,
    tone: tones[severity],
    blocks: [
      ...(lines.length === 0 ? [] : [{ kind: 'text' as const, text: lines.join('\n') }]),
      ...(address === null ? [] : [{ kind: 'link' as const, label: `Open ${caseName}`, url: address }]),
      ...(mayBeRepeat ? [{ kind: 'note' as const, text: repeated }] : []),
      {
        kind: 'buttons',
        buttons: [
          { label: 'Take', action: 'case-take', value: caseName.replace(/^C-/, ''), style: 'primary' },
        ],
      },
    ],
  }
}
