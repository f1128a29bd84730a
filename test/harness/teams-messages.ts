import type { TeamsMessage } from '../../src/bot/teams/render/card.ts'
import type { Entity } from '../../src/bot/teams/render/citations.ts'
import type { AdaptiveCard, CardAction, CardElement } from '../../src/bot/teams/render/elements.ts'
import { limits } from '../../src/bot/teams/render/limits.ts'
import { faultsOf } from './adaptive-cards.ts'

/** The text of a message; none where it is a card. */
export const wordsOf = (message: TeamsMessage): string => ('text' in message ? message.text : '')

export const cardsIn = (messages: TeamsMessage[]): AdaptiveCard[] =>
  messages.flatMap((message) => ('card' in message ? [message.card] : []))

export const entitiesIn = (messages: TeamsMessage[]): Entity[] =>
  messages.flatMap((message) => ('entities' in message ? message.entities : []))

export const hasThumbs = (message: TeamsMessage): boolean => 'feedback' in message

/** What Teams would refuse of a message, or not show; empty where it shows all of it. */
export function refusalsOf(message: TeamsMessage): string[] {
  const { summary } = message
  const text = wordsOf(message)
  const cards = cardsIn([message])
  const claims = entitiesIn([message]).flatMap(({ citation = [] }) => citation)
  return [
    ...cards.flatMap(faultsOf),
    ...cards.flatMap(cardRefusals),
    ...said(summary.trim() === '' || summary.length > 400, 'the summary'),
    // Teams changes no message that has both.
    ...said((text === '') === (cards.length === 0), 'not either text or a card'),
    ...said(bytesOf(message) > limits['message.json'] - 8_000, 'too big'),
    ...said(claims.length > limits['message.citation'], 'too many citations'),
    ...claims.flatMap(({ position, appearance: { name, abstract, url } }) => [
      ...said(!text.includes(`[${position}]`), `no mark for ${position}`),
      ...said(name === '' || name.length > limits['citation.name'], 'the name of a citation'),
      ...said(abstract === '' || abstract.length > limits['citation.abstract'], 'the abstract of a citation'),
      ...said(url !== undefined && !/^https?:/.test(url), 'the address of a citation'),
    ]),
  ]
}

const said = (isSo: boolean, what: string): string[] => (isSo ? [what] : [])

/** As Teams counts, or as it is sent. */
const bytesOf = (value: unknown): number => {
  const json = JSON.stringify(value)
  return Math.max(json.length * 2, Buffer.byteLength(json))
}

function cardRefusals(card: AdaptiveCard): string[] {
  return [
    ...setsIn(card).flatMap((actions) =>
      said(
        actions.filter(({ mode }) => mode !== 'secondary').length > limits['actions.primary'],
        'too many buttons in a row',
      ),
    ),
    ...actionsIn(card).flatMap(actionRefusals),
  ]
}

function actionRefusals(action: CardAction): string[] {
  const { title, type, mode } = action
  return [
    ...said(title.trim() === '' || title.length > limits['action.title'], `the title “${title}”`),
    ...said(type === 'Action.ShowCard' && mode === 'secondary', 'what opens below is behind “…”'),
    ...(type === 'Action.Execute'
      ? said(
          JSON.stringify(action.fallback?.data) !== JSON.stringify(action.data),
          'older clients press something else',
        )
      : []),
  ]
}

/** All elements of a card, those within others too. */
export function elementsIn(elements: CardElement[]): CardElement[] {
  return elements.flatMap((element) => [
    element,
    ...elementsIn(
      element.type === 'Container'
        ? element.items
        : element.type === 'ColumnSet'
          ? element.columns.flatMap(({ items }) => items)
          : [],
    ),
  ])
}

/** The rows of buttons of a card, those of what opens below it too. */
function setsIn(card: { body: CardElement[]; actions?: CardAction[] }): CardAction[][] {
  const own = [
    ...elementsIn(card.body).flatMap((element) => (element.type === 'ActionSet' ? [element.actions] : [])),
    ...(card.actions === undefined ? [] : [card.actions]),
  ]
  const opened = own
    .flat()
    .flatMap((action) => (action.type === 'Action.ShowCard' ? setsIn(action.card) : []))
  return [...own, ...opened]
}

export const actionsIn = (card: AdaptiveCard): CardAction[] => setsIn(card).flat()

/** All texts that a card shows, in Markdown where it is read as such. */
export function textsIn(card: AdaptiveCard): { literal: string[]; markdown: string[] } {
  const elements = elementsIn(card.body)
  return {
    literal: [
      ...elements.flatMap((element) => {
        if (element.type === 'RichTextBlock') return [element.inlines.map(({ text }) => text).join('')]
        return element.type === 'Image' ? [element.altText] : []
      }),
      ...actionsIn(card).map(({ title }) => title),
    ],
    markdown: elements.flatMap((element) => {
      if (element.type === 'TextBlock') return [element.text]
      if (element.type === 'FactSet') return element.facts.flatMap(({ title, value }) => [title, value])
      return []
    }),
  }
}
