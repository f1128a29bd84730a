import type { Block, Button, Card } from '../../card.ts'
import { firstWords } from '../../render/first-words.ts'
import type { Links } from '../../render/links.ts'
import { joiner } from '../../render/markdown.ts'
import { sourceName } from '../../render/source-name.ts'
import { limits } from './limits.ts'
import { addressOf } from './links.ts'
import { clean } from './text.ts'

const cutShort = 'There is more that does not fit here.'

/**
 * A card in plain words, for where Teams refuses its form, to be sent with the text format `plain`: links are spelled
 * out, and buttons named.
 */
export function plainText(card: Card, links: Links = {}): string {
  const lines = [words(card.headline ?? ''), ...card.blocks.flatMap((block) => linesOf(block, links))]
  const choices = choicesOf(card.blocks)
  const text = [...fitting(shown(lines), limits['plain.text'] - choices.length - 1), choices]
  return shown(text).join('\n') || words(firstWords(card))
}

const shown = (lines: string[]): string[] => lines.filter((line) => line.trim() !== '')

/** Words in which no client finds a link by itself. */
const words = (text: string): string =>
  clean(text)
    .replaceAll('://', `:${joiner}//`)
    .replace(/\bwww(?=\.)/gi, `$&${joiner}`)

function linesOf(block: Block, links: Links): string[] {
  switch (block.kind) {
    case 'text':
    case 'answer':
    case 'warning':
    case 'note':
    case 'code':
      return words(block.text).split('\n')
    case 'fields':
      return block.fields.map(({ label, value }) => words(`${label}: ${value}`))
    case 'list':
      return block.items.map((item) => words(/^\d+\. /.test(item) ? item : `• ${item}`))
    case 'image':
      return [spelledOut(block.alt, block.url, links)]
    case 'link':
      return [spelledOut(block.label, block.url, links)]
    case 'sources':
      return block.sources.map((source, index) =>
        spelledOut(`[${index + 1}] ${sourceName(source)}`, source.url, links),
      )
    case 'divider':
    case 'feedback':
    case 'buttons':
      return []
  }
}

function spelledOut(text: string, url: string, links: Links): string {
  const address = addressOf(url, links)
  return address === null ? words(text) : `${words(text)}: ${address}`
}

/** What could be pressed elsewhere, by number. */
function choicesOf(blocks: Block[]): string {
  const buttons = blocks.flatMap((block): Button[] =>
    block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])] : [],
  )
  if (buttons.length === 0) return ''
  const labels = buttons.map(({ label }, index) => `${index + 1}. ${label}`).join(', ')
  return words(`Choices, whose buttons could not be shown: ${labels}`)
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
