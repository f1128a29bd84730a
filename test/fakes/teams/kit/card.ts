/** An Adaptive Card, as far as it is read here; whether it is one, `check-card.ts` decides. */
export interface Card {
  type: 'AdaptiveCard'
  version?: string
  body?: Element[]
  actions?: Action[]
  refresh?: { action: ExecuteAction; userIds?: string[] }
  fallbackText?: string
}

export type Element =
  | { type: 'TextBlock'; text?: string; isVisible?: boolean }
  | { type: 'RichTextBlock'; inlines: (string | { type: 'TextRun'; text: string })[]; isVisible?: boolean }
  | { type: 'Image'; url: string; altText?: string; isVisible?: boolean; selectAction?: Action }
  | { type: 'ImageSet'; images: { url: string; altText?: string }[]; isVisible?: boolean }
  | { type: 'Media'; altText?: string; isVisible?: boolean }
  | { type: 'Container'; items?: Element[]; isVisible?: boolean; selectAction?: Action }
  | { type: 'ColumnSet'; columns?: Column[]; isVisible?: boolean; selectAction?: Action }
  | { type: 'FactSet'; facts: { title: string; value: string }[]; isVisible?: boolean }
  | { type: 'ActionSet'; actions: Action[]; isVisible?: boolean }
  | { type: 'Table'; rows?: { cells?: { items?: Element[] }[] }[]; isVisible?: boolean }
  | Input

export interface Column {
  items?: Element[]
  isVisible?: boolean
  selectAction?: Action
}

export type Input = {
  id: string
  label?: string
  isRequired?: boolean
  errorMessage?: string
  isVisible?: boolean
  value?: string
} & (
  | { type: 'Input.Text'; placeholder?: string; isMultiline?: boolean; maxLength?: number; regex?: string }
  | { type: 'Input.Number' | 'Input.Date' | 'Input.Time'; placeholder?: string }
  | { type: 'Input.Toggle'; title: string; valueOn?: string; valueOff?: string }
  | { type: 'Input.ChoiceSet'; choices?: Choice[]; isMultiSelect?: boolean; placeholder?: string }
)

export interface Choice {
  title: string
  value: string
}

export type Action = ExecuteAction | SubmitAction | ShowCardAction | OtherAction

export interface ExecuteAction {
  type: 'Action.Execute'
  id?: string
  title?: string
  verb?: string
  data?: unknown
  associatedInputs?: 'auto' | 'none'
  fallback?: Action | 'drop'
  isEnabled?: boolean
}

export interface SubmitAction {
  type: 'Action.Submit'
  id?: string
  title?: string
  data?: unknown
  associatedInputs?: 'auto' | 'none'
  fallback?: Action | 'drop'
  isEnabled?: boolean
}

export interface ShowCardAction {
  type: 'Action.ShowCard'
  id?: string
  title?: string
  card: Card
  fallback?: Action | 'drop'
  isEnabled?: boolean
}

export interface OtherAction {
  type: 'Action.OpenUrl' | 'Action.ToggleVisibility'
  id?: string
  title?: string
  url?: string
  fallback?: Action | 'drop'
  isEnabled?: boolean
}

/** The elements directly inside of one. */
export function partsOf(element: Element): Element[] {
  switch (element.type) {
    case 'Container':
      return element.items ?? []
    case 'ColumnSet':
      return (element.columns ?? [])
        .filter(({ isVisible }) => isVisible !== false)
        .flatMap(({ items }) => items ?? [])
    case 'Table':
      return (element.rows ?? []).flatMap(({ cells }) => (cells ?? []).flatMap(({ items }) => items ?? []))
    default:
      return []
  }
}

/** All elements of a card that are shown, however deep, from top to bottom; not those of the cards in its buttons. */
export function elementsOf({ body = [] }: Card): Element[] {
  const within = (element: Element): Element[] =>
    element.isVisible === false ? [] : [element, ...partsOf(element).flatMap(within)]
  return body.flatMap(within)
}

/** The fields of a card. */
export function inputsOf(card: Card): Input[] {
  return elementsOf(card).flatMap((element) =>
    element.type === 'Input.Text' ||
    element.type === 'Input.Number' ||
    element.type === 'Input.Date' ||
    element.type === 'Input.Time' ||
    element.type === 'Input.Toggle' ||
    element.type === 'Input.ChoiceSet'
      ? [element]
      : [],
  )
}
