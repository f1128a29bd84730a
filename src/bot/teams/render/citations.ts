import { shorten } from '../../../shorten.ts'
import type { Links } from '../../render/links.ts'
import { sourceName } from '../../render/source-name.ts'
import { limits } from './limits.ts'
import { addressOf } from './links.ts'
import type { Source } from './surroundings.ts'
import { clean } from './text.ts'

/** What a message says of itself besides its words: who wrote them, and what they stand on. */
export interface Entity {
  type: 'https://schema.org/Message'
  '@type': 'Message'
  '@context': 'https://schema.org'
  /** Marks the message as a model's. */
  additionalType?: ['AIGeneratedContent']
  citation?: Claim[]
}

/** What the mark `[position]` of a text stands on. */
export interface Claim {
  '@type': 'Claim'
  position: number
  appearance: { '@type': 'DigitalDocument'; name: string; abstract: string; url?: string }
}

/** The sources whose marks stand in a text, as many as Teams shows. */
export function citedIn(text: string, sources: Source[]): Source[] {
  return sources.filter(({ number }) => text.includes(`[${number}]`)).slice(0, limits['message.citation'])
}

export function claimOf({ number, citation }: Source, links: Links): Claim {
  const url = addressOf(citation.url, links)
  const name = shorten(clean(sourceName(citation)), limits['citation.name'])
  return {
    '@type': 'Claim',
    position: number,
    appearance: {
      '@type': 'DigitalDocument',
      name,
      abstract: shorten(clean(citation.quote), limits['citation.abstract']) || name,
      ...(url !== null && { url }),
    },
  }
}

/** The entities of a message; none where there is nothing to say. */
export function entitiesOf(claims: Claim[], isByModel: boolean): Entity[] {
  if (claims.length === 0 && !isByModel) return []
  return [
    {
      type: 'https://schema.org/Message',
      '@type': 'Message',
      '@context': 'https://schema.org',
      ...(isByModel && { additionalType: ['AIGeneratedContent'] }),
      ...(claims.length > 0 && { citation: claims }),
    },
  ]
}
