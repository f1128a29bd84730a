import { type Action, type Card, elementsOf, type Input, inputsOf } from './card.ts'

/** Something that a person can press, as it is seen. */
export interface Pressable {
  label: string
  action: Action
  /** The fields that are sent with it: those of its card, and of the cards around it. */
  inputs: Input[]
  /** Those of its own card. */
  own: Input[]
  /** What a press opens, for `Action.ShowCard`. */
  opens: Pressable[]
}

/** Whether the client knows `Action.Execute`; an old one shows its fallback instead. */
export type Client = 'new' | 'old'

/** All that can be pressed in a card, from top to bottom. */
export function pressablesOf(card: Card, client: Client = 'new', outer: Input[] = []): Pressable[] {
  const own = inputsOf(card)
  const inputs = [...outer, ...own]
  const rows = [
    ...elementsOf(card).map((element) =>
      element.type === 'ActionSet' ? element.actions : selected(element),
    ),
    card.actions ?? [],
  ]
  return rows.flat().flatMap((given) => {
    const action = shownBy(client, given)
    if (action === undefined || action.isEnabled === false) return []
    return [
      {
        label: action.title ?? '',
        action,
        inputs: 'associatedInputs' in action && action.associatedInputs === 'none' ? [] : inputs,
        own,
        opens: action.type === 'Action.ShowCard' ? pressablesOf(action.card, client, inputs) : [],
      },
    ]
  })
}

function selected(element: object): Action[] {
  return 'selectAction' in element && element.selectAction !== undefined
    ? [element.selectAction as Action]
    : []
}

/** What a client shows of an action. */
function shownBy(client: Client, action: Action): Action | undefined {
  if (client === 'new' || action.type !== 'Action.Execute') return action
  return action.fallback === 'drop' ? undefined : action.fallback
}
