import type { ImageBlock, RichTextBlock } from '@slack/types'
import { shorten } from '../../../shorten.ts'
import type { Block } from '../../card.ts'
import type { Links } from '../../render/links.ts'
import { limits } from './limits.ts'
import { addressOf } from './links.ts'
import { link, richText, section } from './rich-text.ts'

type Image = Extract<Block, { kind: 'image' }>

/**
 * A picture. Slack fetches it itself, and refuses the whole message where it cannot: a picture at an address that is
 * not public (without https, as on a laptop) is a link.
 */
export function imageBlocks({ url, alt }: Image, links: Links): (ImageBlock | RichTextBlock)[] {
  const address = addressOf(url, links)
  const text = shorten(alt, limits['image.alt_text']) || 'Picture'
  if (address === null || !address.startsWith('https:')) return [richText(section([link(text, address)]))]
  return [{ type: 'image', image_url: address, alt_text: text }]
}
