import { shorten } from '../../shorten.ts'
import type { Block, Card } from '../card.ts'

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

/** A manual that did not become one, and why. */
export function refusedManualCard(filename: string, why: string): Card {
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

const short = (name: string): string => shorten(name, 60)
const text = (words: string): Block => ({ kind: 'text', text: words })
const note = (words: string): Block => ({ kind: 'note', text: words })
