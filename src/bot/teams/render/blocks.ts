import { shorten } from '../../../shorten.ts'
import type { Block, Card } from '../../card.ts'
import { actionElements } from './actions.ts'
import { codeUnits } from './code.ts'
import type { CardElement } from './elements.ts'
import { feedbackElements } from './feedback.ts'
import { colors, fieldElements } from './fields.ts'
import { imageElements } from './image.ts'
import { limits } from './limits.ts'
import { linkElements } from './links.ts'
import { listElements } from './list.ts'
import { textElements } from './rich-text.ts'
import { noteElements } from './small-print.ts'
import { sourceElements } from './sources.ts'
import type { Surroundings } from './surroundings.ts'
import { literal } from './text.ts'
import { warningElements } from './warning.ts'

/** The first line; its colour repeats the state that its words say. */
export function headlineElement(headline: string, tone: Card['tone'] = 'neutral'): CardElement {
  return {
    type: 'TextBlock',
    text: literal(shorten(headline, limits['headline.text'])),
    wrap: true,
    style: 'heading',
    size: 'Medium',
    weight: 'Bolder',
    ...(tone !== 'neutral' && { color: colors[tone] }),
  }
}

/** Blocks of a card as elements, in units that stay together: none where a block says nothing. */
export function elementUnits(blocks: Block[], around: Surroundings): CardElement[][] {
  let isParted = false
  return blocks.flatMap((block, index) => {
    if (block.kind === 'divider') isParted = true
    const units = isTitle(block, blocks[index + 1]) ? titleUnits(block) : unitsOf(block, around)
    if (!isParted || units.length === 0) return units
    isParted = false
    return parted(units)
  })
}

/** Units below a line. */
function parted(units: CardElement[][]): CardElement[][] {
  return units.map((elements, index) =>
    elements.map((element, at) =>
      index === 0 && at === 0 ? { ...element, separator: true, spacing: 'Medium' } : element,
    ),
  )
}

type Text = Extract<Block, { kind: 'text' }>

const longestTitle = 60

/** A line that stands right before a list is its title. */
const isTitle = (block: Block, next: Block | undefined): block is Text =>
  block.kind === 'text' && next?.kind === 'list' && block.text.length <= longestTitle

const titleUnits = ({ text }: Text): CardElement[][] => single(textElements(text, { weight: 'Bolder' }))

const single = (elements: CardElement[]): CardElement[][] => elements.map((element) => [element])

function unitsOf(block: Block, around: Surroundings): CardElement[][] {
  return block.kind === 'code' ? codeUnits(block, around) : single(elementsOf(block, around))
}

function elementsOf(block: Exclude<Block, { kind: 'code' }>, around: Surroundings): CardElement[] {
  switch (block.kind) {
    case 'text':
    case 'answer':
      return textElements(block.text)
    case 'warning':
      return warningElements(block.text)
    case 'fields':
      return fieldElements(block.fields)
    case 'list':
      return listElements(block.items)
    case 'image':
      return imageElements(block, around.links)
    case 'link':
      return linkElements(block, around.links)
    case 'divider':
      return []
    case 'sources':
      return sourceElements(
        around.drawnSources.filter(({ citation }) => block.sources.includes(citation)),
        around.links,
      )
    case 'note':
      return noteElements(block.text)
    case 'feedback':
      return feedbackElements(block, around)
    case 'buttons':
      return actionElements(block, around)
  }
}
