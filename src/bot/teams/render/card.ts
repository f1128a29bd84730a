import type { Block, Card } from '../../card.ts'
import { firstWords } from '../../render/first-words.ts'
import type { Links } from '../../render/links.ts'
import { adaptiveCard } from './adaptive-card.ts'
import { isByModel, partsOf } from './answer.ts'
import { elementUnits, headlineElement } from './blocks.ts'
import { citedIn, claimOf, type Entity, entitiesOf } from './citations.ts'
import type { AdaptiveCard } from './elements.ts'
import { boldText, markdownText } from './markdown.ts'
import { pack, type Unit } from './pack.ts'
import { names, type Source } from './surroundings.ts'
import { clean } from './text.ts'

/** A message as Teams takes it: text with entities (answers), or an Adaptive Card. */
export type TeamsMessage = TextMessage | CardMessage

interface AnyMessage {
  /** What notifications say: activity.summary. */
  summary: string
}

interface TextMessage extends AnyMessage {
  /** Markdown text of the activity. */
  text: string
  /** Root entities: AI label and citations. */
  entities: Entity[]
  /** Teams' own thumbs (channelData.feedbackLoop), where the card asks for an opinion. */
  feedback?: true
}

interface CardMessage extends AnyMessage {
  /** An Adaptive Card 1.5, as attachment content. */
  card: AdaptiveCard
}

/** Kinds that end a card: they stay together, below the last of its text. */
const endings = new Set<Block['kind']>(['sources', 'feedback', 'buttons'])

/**
 * A card as messages: one, or several where it is too long for one; each keeps to Teams' limits.
 * A press on any of them says `postKey`.
 */
export function renderCard(card: Card, postKey: string, links: Links = {}): TeamsMessage[] {
  const { said, drawn } = partsOf(card)
  const sources = sourcesOf(card)
  const cited = citedIn(said.join('\n'), sources)
  const around = { links, postKey, nameOf: names(), drawnSources: without(cited, sources) }
  const shown = said.length > 0 ? below(drawn, card) : drawn
  const end = shown.findIndex(({ kind }) => endings.has(kind))
  const split = end === -1 ? shown.length : end
  const units = (blocks: Block[]): Unit[] =>
    elementUnits(blocks, around).map((elements): Unit => ({ elements }))
  const top = said.length > 0 ? saidUnits(card, said, cited, links) : headlineUnits(card)
  const messages = pack([...top, ...units(shown.slice(0, split))], units(shown.slice(split)))
  return messagesOf(card, messages, said.length > 0 && drawn.some(isUnrated))
}

/** What stands below an answer: all of it when it is whole, nothing while it is being written. */
const below = (drawn: Block[], { blocks }: Card): Block[] =>
  blocks.some((block) => block.kind === 'answer' && block.streaming)
    ? []
    : drawn.filter((block) => !isUnrated(block))

const isUnrated = (block: Block): boolean => block.kind === 'feedback' && block.rating === undefined

const sourcesOf = ({ blocks }: Card): Source[] =>
  blocks
    .flatMap((block) => (block.kind === 'sources' ? block.sources : []))
    .map((citation, index) => ({ number: index + 1, citation }))

const without = (some: Source[], sources: Source[]): Source[] =>
  sources.filter(({ number }) => !some.some((one) => one.number === number))

const headlineUnits = ({ headline = '', tone }: Card): Unit[] =>
  headline.trim() === '' ? [] : [{ elements: [headlineElement(headline, tone)] }]

/** The text of the messages in pieces, each with what its marks stand on. */
function saidUnits({ headline = '' }: Card, said: string[], cited: Source[], links: Links): Unit[] {
  const title: Unit[] = headline.trim() === '' ? [] : [{ said: boldText(headline), claims: [] }]
  return [
    ...title,
    ...said.map((text) => ({
      said: markdownText(text),
      claims: cited.filter(({ number }) => text.includes(`[${number}]`)).map((one) => claimOf(one, links)),
    })),
  ]
}

function messagesOf(card: Card, messages: Unit[][], hasThumbs: boolean): TeamsMessage[] {
  const summary = clean(firstWords(card))
  if (messages.length === 0) return [{ summary, text: markdownText(summary), entities: [] }]
  const lastSaid = messages.findLastIndex((units) => units.some((unit) => 'said' in unit))
  return messages.map((units, index) => {
    const numbered = messages.length === 1 ? summary : `${summary} (${index + 1} of ${messages.length})`
    const message = messageOf(card, units, numbered)
    return hasThumbs && index === lastSaid ? { ...message, feedback: true } : message
  })
}

function messageOf(card: Card, units: Unit[], summary: string): TeamsMessage {
  const said = units.flatMap((unit) => ('said' in unit ? [unit] : []))
  if (said.length === 0) {
    return {
      summary,
      card: adaptiveCard(
        units.flatMap((unit) => ('elements' in unit ? unit.elements : [])),
        summary,
      ),
    }
  }
  const claims = new Map(said.flatMap((unit) => unit.claims.map((claim) => [claim.position, claim])))
  return {
    summary,
    text: said.map((unit) => unit.said).join('\n\n'),
    entities: entitiesOf([...claims.values()], isByModel(card)),
  }
}
