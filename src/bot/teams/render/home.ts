import type { Card } from '../../card.ts'
import type { Links } from '../../render/links.ts'
import { renderCard, type TeamsMessage } from './card.ts'

/** Stands for the key of a post in the presses on the start page. */
const key = 'home'

/** Somebody's start page: a card like any other. Thumbs have no place there. */
export function renderHome(card: Card, links: Links = {}): TeamsMessage[] {
  return renderCard({ ...card, blocks: card.blocks.filter(({ kind }) => kind !== 'feedback') }, key, links)
}
