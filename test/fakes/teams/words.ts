import type { Attachment } from './kit/activity.ts'
import type { Action, Card, Element, Input } from './kit/card.ts'
import { cardsOf } from './kit/check-activity.ts'
import { citationsOf } from './kit/entities.ts'
import { type Client, pressablesOf } from './kit/pressables.ts'
import { readable, visible } from './markdown.ts'
import type { Message } from './world.ts'

/**
 * A message as a person reads it: its text, its sources as `[1] Title`, its cards; buttons as `[Label]`, a line for
 * each part. `view` is a card that they see instead of the message's own.
 */
export function wordsOf(message: Message, view?: Card, client?: Client): string {
  const { text, format, entities, attachments, stream } = message
  const streamed = stream === undefined || stream.state === 'ended' ? text : stream.text
  const said =
    format === 'plain' ? readable(streamed) : visible(streamed, format === 'xml' ? 'xml' : 'message')
  const sources = citationsOf(entities).map(({ position, name }) => `[${position}] ${name}`)
  const cards = view === undefined ? cardsOf(attachments) : [view]
  const others = attachments.flatMap(otherWords)
  return lines([said, ...sources, ...cards.map((card) => cardWords(card, client)), ...others])
}

/** The same of a card. */
export function cardWords(card: Card, client: Client = 'new'): string {
  return lines([
    ...(card.body ?? []).map((element) => elementWords(element, client)),
    buttons(card.actions ?? [], client),
  ])
}

const lines = (parts: string[]): string => parts.filter((part) => part !== '').join('\n')

function elementWords(element: Element, client: Client): string {
  if (element.isVisible === false) return ''
  const within = (items: Element[] = []) => lines(items.map((item) => elementWords(item, client)))
  switch (element.type) {
    case 'TextBlock':
      return visible(element.text ?? '', 'card')
    case 'RichTextBlock':
      return readable(element.inlines.map((one) => (typeof one === 'string' ? one : one.text)).join(''))
    case 'Image':
    case 'Media':
      return `(picture: ${element.altText ?? ''})`
    case 'ImageSet':
      return element.images.map(({ altText = '' }) => `(picture: ${altText})`).join(' ')
    case 'Container':
      return within(element.items)
    case 'ColumnSet':
      return (element.columns ?? [])
        .map(({ items, isVisible }) => (isVisible === false ? '' : within(items)))
        .filter((column) => column !== '')
        .join(' ')
    case 'FactSet':
      return lines(
        element.facts.map(({ title, value }) => `${visible(title, 'card')} ${visible(value, 'card')}`),
      )
    case 'Table':
      return lines(
        (element.rows ?? []).map(({ cells }) => (cells ?? []).map(({ items }) => within(items)).join(' | ')),
      )
    case 'ActionSet':
      return buttons(element.actions, client)
    default:
      return inputWords(element)
  }
}

function buttons(actions: Action[], client: Client): string {
  return pressablesOf({ type: 'AdaptiveCard', actions }, client)
    .map(({ label }) => `[${label}]`)
    .join(' ')
}

function inputWords(input: Input): string {
  const label = `${input.label ?? ''}${input.isRequired === true ? '' : ' (optional)'}`
  if (input.type === 'Input.Toggle') return `( ) ${input.title}`
  const field =
    input.type === 'Input.ChoiceSet'
      ? (input.choices ?? []).map(({ title }) => `(${title})`).join(' ')
      : (input.value ?? '____')
  return `${label}: ${field}`
}

function otherWords({ contentType, name, content }: Attachment): string[] {
  if (contentType.startsWith('image/')) return [`(picture: ${name ?? ''})`]
  if (contentType === 'text/html' || contentType.includes('.card.adaptive')) return []
  if (contentType.includes('file.') || contentType === 'reference') return [`(file: ${name ?? ''})`]
  const { title = '', text = '' } = (content ?? {}) as { title?: string; text?: string }
  return [title, text]
}
