import { z } from 'zod'
import { refuse } from '../refusal.ts'
import type { Entity } from './activity.ts'
import { checkCard } from './check-card.ts'
import { limits } from './limits.ts'

const messageType = 'https://schema.org/Message'

const citation = z.looseObject({
  '@type': z.literal('Claim'),
  position: z.int().min(1),
  appearance: z.looseObject({
    '@type': z.literal('DigitalDocument'),
    name: z.string().min(1).max(limits.citationName),
    url: z.url().optional(),
    abstract: z.string().max(limits.citationAbstract),
    text: z.string().optional(),
    encodingFormat: z.literal('application/vnd.microsoft.card.adaptive').optional(),
    keywords: z.array(z.string().max(limits.citationKeyword)).max(limits.citationKeywords).optional(),
    image: z.looseObject({ '@type': z.literal('ImageObject'), name: z.string() }).optional(),
  }),
})

const rootMessage = z.looseObject({
  type: z.literal(messageType),
  '@type': z.literal('Message'),
  '@context': z.literal('https://schema.org'),
  '@id': z.string().optional(),
  additionalType: z.array(z.literal('AIGeneratedContent')).optional(),
  citation: z.array(z.unknown()).optional(),
})

const mention = z.looseObject({
  type: z.literal('mention'),
  text: z.string(),
  mentioned: z.looseObject({ id: z.string(), name: z.string() }),
})

/** Where an answer is from, as it stands below it. */
export interface Citation {
  position: number
  name: string
  url?: string | undefined
  abstract: string
}

/** @throws TeamsRefusal 400 where the entities of a message are not as Teams wants them. */
export function checkEntities(entities: Entity[], text: string): void {
  const roots = entities.filter(({ type }) => type === messageType)
  if (roots.length > 1)
    refuse(400, 'BadArgument', 'Multiple root message entities found under entities array.')
  for (const root of roots) checkRoot(root, text)
  for (const one of entities.filter(({ type }) => type === 'mention')) checkMention(one, text)
}

/** The citations of a message that was taken, by their position. */
export function citationsOf(entities: Entity[]): Citation[] {
  const root = entities.find(({ type }) => type === messageType)
  return z
    .array(citation)
    .parse(root?.['citation'] ?? [])
    .map(({ position, appearance: { name, url, abstract } }) => ({ position, name, url, abstract }))
    .sort((a, b) => a.position - b.position)
}

/** Whether a message says of itself that a machine made it. */
export function isLabelledAi(entities: Entity[]): boolean {
  const root = entities.find(({ type }) => type === messageType)
  return rootMessage.safeParse(root).data?.additionalType?.includes('AIGeneratedContent') ?? false
}

function checkRoot(root: Entity, text: string): void {
  const parsed = rootMessage.safeParse(root)
  if (!parsed.success)
    refuse(400, 'BadArgument', `Error parsing message entity from entities array. ${parsed.error.message}`)
  const citations = parsed.data.citation ?? []
  if (citations.length > limits.citations)
    refuse(400, 'BadArgument', `Bot message with more than ${limits.citations} citations.`)
  const positions = citations.map((one, index) => checkCitation(one, index, text))
  if (new Set(positions).size < positions.length)
    refuse(400, 'BadArgument', 'Two citations have the same position.')
}

function checkCitation(value: unknown, index: number, text: string): number {
  const parsed = citation.safeParse(value)
  if (!parsed.success)
    refuse(
      400,
      'BadArgument',
      `Error while parsing citation entity with ID: ${index}. ${parsed.error.message}`,
    )
  const { position, appearance } = parsed.data
  if (appearance.text !== undefined) checkCard(JSON.parse(appearance.text))
  if (!text.includes(`[${position}]`))
    refuse(400, 'BadArgument', `The text does not hold [${position}], which is cited.`)
  return position
}

function checkMention(value: Entity, text: string): void {
  const parsed = mention.safeParse(value)
  if (!parsed.success) refuse(400, 'BadArgument', `Error parsing mention entity. ${parsed.error.message}`)
  if (!/^<at>.*<\/at>$/.test(parsed.data.text) || !text.includes(parsed.data.text))
    refuse(400, 'BadArgument', 'The text of a mention is not in the message.')
}
