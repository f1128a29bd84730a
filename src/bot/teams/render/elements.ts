/*
 * What of Adaptive Cards 1.5 is used here (adaptivecards.io/explorer). Texts are drawn as RichTextBlock and not as
 * TextBlock wherever there is a choice: its runs are taken literally, whatever stands in them, while TextBlocks and
 * facts read Markdown.
 */

export interface AdaptiveCard {
  type: 'AdaptiveCard'
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json'
  version: '1.5'
  body: CardElement[]
  actions?: CardAction[]
  refresh?: { action: ExecuteAction; userIds: string[] }
  /** What a client says that cannot draw this version. */
  fallbackText?: string
  /** Cards are narrow otherwise, and tables and logs unreadable. */
  msteams?: { width: 'Full' }
}

interface Common {
  /** Once in a card: telephones refuse a card with two of the same. */
  id?: string
  spacing?: 'None' | 'Small' | 'Medium' | 'Large'
  separator?: true
  isVisible?: false
}

export type Color = 'Default' | 'Accent' | 'Good' | 'Warning' | 'Attention'

/** How a text looks. */
export interface Look {
  weight?: 'Bolder'
  color?: Color
  size?: 'Small'
  isSubtle?: true
  fontType?: 'Monospace'
}

export interface TextRun extends Look {
  type: 'TextRun'
  text: string
}

export type CardElement = Common &
  (
    | { type: 'RichTextBlock'; inlines: TextRun[] }
    | {
        type: 'TextBlock'
        text: string
        wrap: true
        style?: 'heading'
        size?: 'Medium'
        weight?: 'Bolder'
        color?: Color
      }
    | { type: 'FactSet'; facts: { title: string; value: string }[] }
    | { type: 'ColumnSet'; columns: Column[] }
    | {
        type: 'Container'
        items: CardElement[]
        style?: 'warning' | 'emphasis'
        selectAction?: OpenUrlAction
      }
    | { type: 'Image'; url: string; altText: string; size?: 'Stretch' | 'Auto' }
    | { type: 'ActionSet'; actions: CardAction[] }
    | TextInput
    | ChoiceInput
  )

export interface Column {
  type: 'Column'
  width: number | 'auto' | 'stretch'
  items: CardElement[]
}

interface Input {
  id: string
  label: string
  isRequired?: true
  /** What is said where something required is missing. */
  errorMessage?: string
  placeholder?: string
  value?: string
}

export interface TextInput extends Input {
  type: 'Input.Text'
  isMultiline?: true
  maxLength?: number
}

export interface ChoiceInput extends Input {
  type: 'Input.ChoiceSet'
  choices: { title: string; value: string }[]
  isMultiSelect?: true
}

export type CardAction = ExecuteAction | SubmitAction | OpenUrlAction | ShowCardAction | ToggleAction

interface Titled {
  title: string
  style?: 'positive' | 'destructive'
  /** Behind "…". */
  mode?: 'secondary'
}

export interface ExecuteAction extends Titled {
  type: 'Action.Execute'
  verb: string
  data: Record<string, string>
  /** What clients do that are too old for it. */
  fallback?: SubmitAction
}

export interface SubmitAction extends Titled {
  type: 'Action.Submit'
  /** `msteams` says that Teams is to ask for a dialog. */
  data: Record<string, string | { type: 'task/fetch' }>
}

export interface OpenUrlAction extends Titled {
  type: 'Action.OpenUrl'
  url: string
}

export interface ShowCardAction extends Titled {
  type: 'Action.ShowCard'
  card: { type: 'AdaptiveCard'; version: '1.5'; body: CardElement[]; actions: CardAction[] }
}

export interface ToggleAction extends Titled {
  type: 'Action.ToggleVisibility'
  targetElements: string[]
}
