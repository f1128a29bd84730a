import type { HeaderBlock, HomeView, KnownBlock } from '@slack/types'
import { shorten } from '../../../shorten.ts'
import type { Card } from '../../card.ts'
import type { Links } from '../../render/links.ts'
import { slackBlocks, surroundingsOf } from './blocks.ts'
import { limits } from './limits.ts'
import { pressable } from './pressable.ts'

/** Stands for the key of a post in the ids of the start page's blocks. */
const key = 'home'

/** Somebody's start page. Thumbs have no place there. */
export function renderHome(card: Card, links: Links = {}): HomeView {
  const around = surroundingsOf(card, links)
  const shown = card.blocks.filter(({ kind }) => kind !== 'feedback')
  const blocks = slackBlocks(shown, around)
  return {
    type: 'home',
    blocks: pressable([...titleOf(card), ...blocks].slice(0, limits['view.blocks']), key),
  }
}

function titleOf({ headline }: Card): KnownBlock[] {
  if (headline === undefined || headline === '') return []
  const text = shorten(headline, limits['header.text'])
  const header: HeaderBlock = { type: 'header', text: { type: 'plain_text', text, emoji: false } }
  return [header]
}
