import type { Block, Card } from '../card.ts'
import type { CitedLinks } from '../cited.ts'

const page = /\/documents\/([0-9a-f-]{36})(?:\?page=(\d+))?$/

/** A card whose links to documents open without signing in: in chat nobody is signed in to our pages. */
export function withOpenLinks(card: Card, cited: CitedLinks | null): Card {
  return cited === null ? card : { ...card, blocks: card.blocks.map((block) => opened(block, cited)) }
}

function opened(block: Block, cited: CitedLinks): Block {
  if (block.kind === 'link') return { ...block, url: openedUrl(block.url, cited) }
  if (block.kind !== 'sources') return block
  return {
    ...block,
    sources: block.sources.map((source) => ({ ...source, url: openedUrl(source.url, cited) })),
  }
}

function openedUrl(url: string, cited: CitedLinks): string {
  const [, documentId, number = '1'] = page.exec(url) ?? []
  return documentId === undefined ? url : cited.linkTo(documentId, Number(number))
}
