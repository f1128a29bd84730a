import type { Block } from './kit/blocks.ts'
import type { InputElement } from './kit/elements.ts'
import { pressablesOf } from './kit/pressables.ts'
import type { Inline, RichTextElement } from './kit/rich-text.ts'
import type { Message } from './world.ts'

/** A message as a person reads it: its blocks, or else its text; buttons as `[Label]`, a line for each part. */
export function wordsOf({
  text,
  blocks,
  stream,
  files,
}: Pick<Message, 'text' | 'blocks'> & Partial<Message>) {
  const streamed = stream === undefined ? '' : visible(stream.text)
  const body = blocks.length > 0 ? blockWords(blocks) : stream === undefined ? marked(text) : ''
  return lines([streamed, body, ...(files ?? []).map(({ name }) => `(file: ${name})`)])
}

/** The same of blocks. */
export const blockWords = (blocks: Block[]): string => lines(blocks.map(wordsOfBlock))

const lines = (parts: string[]): string => parts.filter((part) => part !== '').join('\n')

function wordsOfBlock(block: Block): string {
  switch (block.type) {
    case 'section':
      return lines([...texts([block.text, ...(block.fields ?? [])]), buttons(block)])
    case 'header':
      return visible(block.text.text)
    case 'context':
      return block.elements
        .map((element) => (element.type === 'image' ? pictureOf(element) : textOf(element)))
        .join(' ')
    case 'actions':
    case 'context_actions':
      return buttons(block)
    case 'image':
      return pictureOf(block)
    case 'markdown':
      return visible(block.text)
    case 'rich_text':
      return lines(block.elements.map(wordsOfRichText))
    case 'table':
      return block.rows
        .map((row) =>
          row.map((cell) => (cell.type === 'raw_text' ? cell.text : wordsOfBlock(cell))).join(' | '),
        )
        .join('\n')
    case 'input':
      return `${block.label.text}${block.optional === true ? ' (optional)' : ''}: ${fieldWords(block.element)}`
    case 'divider':
      return ''
  }
}

const buttons = (block: Block): string =>
  pressablesOf([block])
    .map(({ label }) => `[${label}]`)
    .join(' ')

type Text = { type: 'plain_text' | 'mrkdwn'; text: string }

const texts = (all: (Text | undefined)[]): string[] =>
  all.flatMap((one) => (one === undefined ? [] : [textOf(one)]))

const textOf = ({ type, text }: Text): string => (type === 'mrkdwn' ? marked(text) : visible(text))

const pictureOf = ({ alt_text: text }: { alt_text: string }): string => `(picture: ${text})`

function wordsOfRichText(element: RichTextElement): string {
  if (element.type !== 'rich_text_list') return inlineWords(element.elements)
  return element.elements
    .map(
      ({ elements }, index) =>
        `${element.style === 'ordered' ? `${index + 1}.` : '-'} ${inlineWords(elements)}`,
    )
    .join('\n')
}

const inlineWords = (elements: Inline[]): string => elements.map(inlineWord).join('').trimEnd()

function inlineWord(inline: Inline): string {
  switch (inline.type) {
    case 'text':
      return readable(inline.text)
    case 'link':
      return readable(inline.text ?? inline.url)
    case 'emoji':
      return `:${inline.name}:`
    case 'user':
      return `@${inline.user_id}`
    case 'channel':
      return `#${inline.channel_id}`
    case 'date':
      return inline.fallback ?? String(inline.timestamp)
  }
}

function fieldWords(element: InputElement): string {
  switch (element.type) {
    case 'plain_text_input':
      return element.initial_value ?? '____'
    case 'static_select':
    case 'radio_buttons':
    case 'multi_static_select':
    case 'checkboxes':
      return element.options.map(({ text }) => `(${text.text})`).join(' ')
  }
}

/** Slack's markup as it is shown. */
function marked(text: string): string {
  return visible(
    text
      .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
      .replaceAll(/<(?:https?|mailto|tel):[^|>]*\|([^>]+)>/g, '$1')
      .replaceAll(/<((?:https?|mailto|tel):[^>]*)>/g, '$1')
      .replaceAll(/<([@#])[^|>]*\|([^>]+)>/g, '$1$2')
      .replaceAll(/<([@#!][^>]*)>/g, '$1')
      .replaceAll(/(?<!\w)\*([^*\n]+)\*(?!\w)/g, '$1')
      .replaceAll(/(?<!\w)_([^_\n]+)_(?!\w)/g, '$1')
      .replaceAll(/`([^`\n]+)`/g, '$1'),
  )
}

/** Without entities, and without what is shown as nothing. */
function visible(text: string): string {
  return readable(text).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** Without what is shown as nothing: rich text knows no entities. */
const readable = (text: string): string => text.replaceAll(/\u200b|\u200c|\u2060|\ufeff/g, '')
