import { createRequire } from 'node:module'
import type { AdaptiveCard } from '../../src/bot/teams/render/elements.ts'

/** As its bundle: what the package offers to `import` resolves only with a bundler. It needs no page to parse. */
const adaptiveCards: typeof import('adaptivecards') = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
)

/** What the reference implementation finds wrong with a card of version 1.5; empty where it would draw all of it. */
export function faultsOf(json: AdaptiveCard): string[] {
  const { AdaptiveCard: ReadCard, SerializationContext, Versions, HostConfig } = adaptiveCards
  const context = new SerializationContext(Versions.v1_5)
  const card = new ReadCard()
  // As Teams: what is more is behind "…", which buttons of ours say themselves.
  card.hostConfig = new HostConfig({ actions: { maxActions: 100 } })
  card.parse(json, context)
  const parsed = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message)
  return [...parsed, ...card.validateProperties().validationEvents.map(({ message }) => message)]
}
