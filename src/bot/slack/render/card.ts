import type { KnownBlock } from '@slack/types'
import type { Block, Card } from '../../card.ts'
import type { Links } from '../../render/links.ts'
import { headlineBlock, slackBlocks, surroundingsOf } from './blocks.ts'
import { notificationOf } from './notification.ts'
import { pack } from './pack.ts'
import { pressable } from './pressable.ts'

/** A message as Slack takes it. */
export interface SlackMessage {
  /** What telephones and screen readers say of it. */
  text: string
  blocks: KnownBlock[]
}

/** Kinds that end a card: they stay together, below the last of its text. */
const endings = new Set<Block['kind']>(['sources', 'feedback', 'buttons'])

/**
 * A card as messages: one, or several where it is too long for one; each keeps to Slack's limits.
 * A press on any of them says `postKey`.
 */
export function renderCard(card: Card, postKey: string, links: Links = {}): SlackMessage[] {
  const around = surroundingsOf(card, links)
  const end = card.blocks.findIndex(({ kind }) => endings.has(kind))
  const split = end === -1 ? card.blocks.length : end
  const body = [...headlineOf(card), ...slackBlocks(card.blocks.slice(0, split), around)]
  const messages = pack(body, pressable(slackBlocks(card.blocks.slice(split), around), postKey))
  const text = notificationOf(card)
  if (messages.length === 0) return [{ text, blocks: [] }]
  return messages.map((blocks, index) => ({
    text: index === 0 ? text : `${text} (${index + 1} of ${messages.length})`,
    blocks,
  }))
}

function headlineOf({ headline }: Card): KnownBlock[] {
  return headline === undefined || headline === '' ? [] : [headlineBlock(headline)]
}
