import type { Case } from '../../oncall/case.ts'
import type { Block, Card } from '../card.ts'
import { caseCard, caseRoomCard } from '../cards/case.ts'
import { withoutButtons } from '../cards/change.ts'
import type { Relation } from '../cases/relation.ts'
import { type CaseView, withoutContacts } from '../cases/view.ts'

/** The card of a case on its page, with the buttons that its reader may press. */
export function cardFor(one: Case, view: CaseView, { side, mayTake }: Relation): Card {
  if (mayTake) return onPage(one, caseRoomCard(one, view))
  if (side === 'asker') return onPage(one, caseCard(one, withoutContacts(view)))
  // Somebody who was added speaks with the others, and that is all.
  const card = caseRoomCard(
    { ...one, dueAt: null },
    { ...view, pages: [], isUnreached: false, waitsUntil: null },
  )
  return onPage(one, { ...card, blocks: card.blocks.filter(({ kind }) => kind !== 'buttons') })
}

/** There it needs no way to itself, words have their own field, and what was found can be opened. */
function onPage({ number, evidence }: Case, card: Card): Card {
  const { passages = [] } = evidence
  const { blocks, ...head } = withoutButtons(card, 'case-reply')
  const shown = blocks.filter(
    (block) => block.kind !== 'list' && !(block.kind === 'link' && block.url === `/cases/${number}`),
  )
  if (passages.length === 0) return { ...head, blocks: shown }
  const found: Block = { kind: 'sources', sources: passages }
  const actions = shown.filter(({ kind }) => kind === 'buttons')
  return { ...head, blocks: [...shown.filter(({ kind }) => kind !== 'buttons'), found, ...actions] }
}
