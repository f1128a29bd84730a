import type { Block, Button, Card } from '../../card.ts'
import type { Links } from '../../render/links.ts'
import { pieces } from '../../render/pieces.ts'
import { sourceName } from '../../render/source-name.ts'
import { literal } from './escape.ts'
import { limits } from './limits.ts'
import { addressOf, inMarkup } from './links.ts'
import { notificationOf } from './notification.ts'

/** Lines are cut to so many characters, so that little is lost where no more fit. */
const longestLine = 400
const cutShort = 'There is more that does not fit here.'

/** A card in plain words, for when Slack refuses its blocks: links are spelled out, and buttons named. */
export function plainMessage(card: Card, links: Links = {}): { text: string } {
  const lines = [literal(card.headline ?? ''), ...card.blocks.flatMap((block) => linesOf(block, links))]
  const choices = choicesOf(card.blocks)
  const text = [...fitting(shown(lines), limits['message.text'] - choices.length - 1), choices]
  return { text: shown(text).join('\n') || notificationOf(card) }
}

const shown = (lines: string[]): string[] => lines.filter((line) => line.trim() !== '')

function linesOf(block: Block, links: Links): string[] {
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

const words = (text: string): string[] =>
  text.split('\n').flatMap((line) => pieces(line, longestLine).map(literal))

function spelledOut(text: string, url: string, links: Links): string {
  const address = addressOf(url, links)
  return address === null ? literal(text) : `${literal(text)}: <${inMarkup(address)}>`
}

/** What could be pressed elsewhere, by number. */
function choicesOf(blocks: Block[]): string {
  const buttons = blocks.flatMap((block): Button[] =>
    block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])] : [],
  )
  if (buttons.length === 0) return ''
  const names = buttons.map(({ label }, index) => `${index + 1}. ${label}`).join(', ')
  return pieces(`Choices, whose buttons could not be shown: ${names}`, longestLine).map(literal).join('\n')
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
