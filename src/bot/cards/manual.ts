import type { KnowledgeDocument } from '../../assistant-api.ts'
import type { Block, Card } from '../card.ts'
import { shorten } from './shorten.ts'

/** While the file is on its way to the assistant. */
export function sendingManualCard(filename: string): Card {
  return { headline: `ADDING · ${short(filename)}`, tone: 'neutral', blocks: [note('Fetching the file…')] }
}

/** The service is not there; the file waits for it. */
export function waitingManualCard(filename: string): Card {
  return {
    headline: `WAITING · ${short(filename)} · The service does not answer`,
    tone: 'warning',
    blocks: [text("I'll add the manual when it is back.")],
  }
}

/** A manual as far as it has been read. */
export function manualCard(document: KnowledgeDocument): Card {
  if (document.status === 'ready') return readyCard(document)
  if (document.status === 'failed') return failedManualCard(document.filename, document.error ?? 'no reason')
  const { filename, pages, pages_done: done } = document
  const progress = pages === null ? 'waits for its turn' : `${done} of ${pages} pages`
  return {
    headline: `READING · ${short(filename)} · ${progress}`,
    tone: 'neutral',
    blocks: [about(document), linkTo(document)],
  }
}

function readyCard(document: KnowledgeDocument): Card {
  return {
    headline: `READY · ${short(document.title)} · Ask about it`,
    tone: 'good',
    blocks: [about(document), linkTo(document)],
  }
}

/** A manual that did not become one, and why. */
export function failedManualCard(filename: string, why: string): Card {
  return { headline: `FAILED · ${short(filename)}`, tone: 'critical', blocks: [text(why)] }
}

/** This very file was there before. */
export function knownManualCard(filename: string): Card {
  return {
    headline: `ALREADY THERE · ${short(filename)}`,
    tone: 'neutral',
    blocks: [text('This file is in the knowledge base already. Ask about it.')],
  }
}

/** The document that a card tells of; undefined where none is known yet. */
export function documentIn({ blocks }: Card): string | undefined {
  const link = blocks.find((block) => block.kind === 'link')
  return link?.kind === 'link' ? /^\/documents\/([^/?]+)$/.exec(link.url)?.[1] : undefined
}

function linkTo({ document_id: id }: KnowledgeDocument): Block {
  return { kind: 'link', label: 'Open the manual', url: `/documents/${id}` }
}

function about({ title, machine_models: models, pages }: KnowledgeDocument): Block {
  const machines = models.length === 0 ? 'all machines' : models.join(', ')
  return note([title, machines, pages === null ? '' : `${pages} pages`].filter(Boolean).join(' · '))
}

const short = (name: string): string => shorten(name, 60)
const text = (words: string): Block => ({ kind: 'text', text: words })
const note = (words: string): Block => ({ kind: 'note', text: words })
