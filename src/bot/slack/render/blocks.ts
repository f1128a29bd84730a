import type { KnownBlock } from '@slack/types'
import { shorten } from '../../../shorten.ts'
import type { Block, Card } from '../../card.ts'
import type { Links } from '../../render/links.ts'
import { actionBlocks } from './actions.ts'
import { answerBlocks, textBlocks } from './answer.ts'
import { codeBlocks } from './code.ts'
import { feedbackBlocks } from './feedback.ts'
import { fieldBlocks } from './fields.ts'
import { imageBlocks } from './image.ts'
import { limits } from './limits.ts'
import { addressOf } from './links.ts'
import { itemBlocks } from './list.ts'
import type { Addresses } from './marks.ts'
import { pairOf } from './pairs.ts'
import { bold, link, richText, section } from './rich-text.ts'
import { noteBlocks } from './small-print.ts'
import { sourceBlocks } from './sources.ts'
import { warningBlocks } from './warning.ts'

/** Where the marks and the links of a card lead. */
export interface Surroundings {
  links: Links
  addresses: Addresses
}

export function surroundingsOf({ blocks }: Card, links: Links): Surroundings {
  const sources = blocks.flatMap((block) => (block.kind === 'sources' ? block.sources : []))
  return { links, addresses: sources.map(({ url }) => addressOf(url, links)) }
}

/**
 * The first line. No bar of colour beside the card: it exists for attachments alone, which Slack calls legacy and
 * folds, and the state is said in words.
 */
export function headlineBlock(headline: string): KnownBlock {
  return richText(section([bold(shorten(headline, limits['rich_text.text']))]))
}

/** Blocks of a card as Slack's: none where one says nothing, several where it is long. */
export function slackBlocks(blocks: Block[], around: Surroundings): KnownBlock[] {
  const [first, second, ...others] = blocks
  if (first === undefined) return []
  const pair = pairOf(first, second, around.links)
  if (pair !== null) return [...pair, ...slackBlocks(others, around)]
  return [...slackBlock(first, around), ...slackBlocks(blocks.slice(1), around)]
}

function slackBlock(block: Block, { links, addresses }: Surroundings): KnownBlock[] {
  switch (block.kind) {
    case 'text':
      return textBlocks(block.text, addresses)
    case 'answer':
      return answerBlocks(block.text, addresses)
    case 'warning':
      return warningBlocks(block.text, addresses)
    case 'fields':
      return fieldBlocks(block.fields)
    case 'list':
      return itemBlocks(block.items)
    case 'code':
      return codeBlocks(block)
    case 'image':
      return imageBlocks(block, links)
    case 'link':
      return [richText(section([link(shorten(block.label, 300), addressOf(block.url, links))]))]
    case 'divider':
      return [{ type: 'divider' }]
    case 'sources':
      return sourceBlocks(block.sources, links)
    case 'note':
      return noteBlocks(block.text)
    case 'feedback':
      return feedbackBlocks(block)
    case 'buttons':
      return actionBlocks(block)
  }
}
