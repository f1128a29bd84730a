import type { Block, Button, Card } from '../card.ts'
import { sourceName } from './source-name.ts'

/** How a platform writes plain words so that they say just what they say. */
export interface Spelling {
  /** The lines of a text. */
  words(text: string): string[]
  /** What is linked elsewhere, with its address. */
  spelledOut(text: string, url: string): string
}

const cutShort = 'There is more that does not fit here.'

/** A card in plain words, for when a platform refuses its form: links are spelled out, and buttons named. */
export function plainWords(card: Card, spelling: Spelling, limit: number): string {
  const lines = [
    ...spelling.words(card.headline ?? ''),
    ...card.blocks.flatMap((block) => linesOf(block, spelling)),
  ]
  const choices = spelling.words(choicesOf(card.blocks)).join('\n')
  const text = [...fitting(shown(lines), limit - choices.length - 1), choices]
  return shown(text).join('\n')
}

const shown = (lines: string[]): string[] => lines.filter((line) => line.trim() !== '')

function linesOf(block: Block, { words, spelledOut }: Spelling): string[] {
  switch (block.kind) {
    case 'text':
    case 'answer':
    case 'warning':
    case 'note':
    case 'code':
      return words(block.text)
    case 'fields':
      return block.fields.flatMap(({ label, value }) => words(`${label}: ${value}`))
    case 'list':
      return block.items.flatMap((item) => words(/^\d+\. /.test(item) ? item : `• ${item}`))
    case 'image':
      return [spelledOut(block.alt, block.url)]
    case 'link':
      return [spelledOut(block.label, block.url)]
    case 'sources':
      return block.sources.map((source, index) =>
        spelledOut(`[${index + 1}] ${sourceName(source)}`, source.url),
      )
    case 'divider':
    case 'feedback':
    case 'buttons':
      return []
  }
}

/** What could be pressed elsewhere, by number. */
function choicesOf(blocks: Block[]): string {
  const buttons = blocks.flatMap((block): Button[] =>
    block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])] : [],
  )
  if (buttons.length === 0) return ''
  const names = buttons.map(({ label }, index) => `${index + 1}. ${label}`).join(', ')
  return `Choices, whose buttons could not be shown: ${names}`
}

/** As many lines as fit, and a word where there are more. */
function fitting(lines: string[], limit: number): string[] {
  if (lines.join('\n').length <= limit) return lines
  const fit: string[] = []
  let length = cutShort.length
  for (const line of lines) {
    length += line.length + 1
    if (length > limit) break
    fit.push(line)
  }
  return [...fit, cutShort]
}
