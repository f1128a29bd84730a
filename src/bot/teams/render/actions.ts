import type { Button } from '../../card.ts'
import type { CardAction, CardElement } from './elements.ts'
import { limits } from './limits.ts'
import { pressOf } from './press.ts'
import type { Surroundings } from './surroundings.ts'

/** Rows of buttons, and those behind "…" in the last of them. */
export function actionElements(
  { buttons, more = [] }: { buttons: Button[]; more?: Button[] },
  around: Surroundings,
): CardElement[] {
  // What opens below the card cannot do so from behind "…" everywhere.
  const shown = [...buttons, ...more.filter(asks)]
  const hidden = more.filter((button) => !asks(button))
  const actions = onePrimary([...shown, ...hidden]).map((button) => pressOf(button, around))
  return actionSets(actions.slice(0, shown.length), actions.slice(shown.length))
}

const asks = ({ input }: Button): boolean => input !== undefined

/** Sets of at most as many actions as all clients show. */
export function actionSets(shown: CardAction[], hidden: CardAction[] = []): CardElement[] {
  const rows: CardAction[][] = []
  for (let at = 0; at < shown.length; at += limits['actions.primary'])
    rows.push(shown.slice(at, at + limits['actions.primary']))
  const last = rows.pop() ?? []
  const behind = hidden.map((action) => ({ ...action, mode: 'secondary' as const }))
  return [...rows, [...last, ...behind]]
    .filter((actions) => actions.length > 0)
    .map((actions) => ({ type: 'ActionSet', actions }))
}

/** Of several primary buttons the first is meant most. */
function onePrimary(buttons: Button[]): Button[] {
  const first = buttons.findIndex(({ style }) => style === 'primary')
  return buttons.map((button, index) => {
    if (button.style !== 'primary' || index === first) return button
    const { style: _, ...others } = button
    return others
  })
}
