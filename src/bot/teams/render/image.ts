import { shorten } from '../../../shorten.ts'
import type { Block } from '../../card.ts'
import type { Links } from '../../render/links.ts'
import type { CardElement } from './elements.ts'
import { limits } from './limits.ts'
import { addressOf, linkElements } from './links.ts'
import { clean } from './text.ts'

type Image = Extract<Block, { kind: 'image' }>

/**
 * A picture. Teams fetches it itself, and only from a public address: at any other (without https, as on a laptop) it
 * is a link.
 */
export function imageElements({ url, alt }: Image, links: Links): CardElement[] {
  const address = addressOf(url, links)
  const altText = shorten(clean(alt), limits['image.altText']) || 'Picture'
  if (address === null || !address.startsWith('https:')) return linkElements({ label: altText, url }, links)
  return [{ type: 'Image', url: address, altText, size: 'Stretch' }]
}
