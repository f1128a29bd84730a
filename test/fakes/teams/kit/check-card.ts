import { createRequire } from 'node:module'
import type * as AdaptiveCards from 'adaptivecards'
import { refuse } from '../refusal.ts'
import type { Card } from './card.ts'
import { limits } from './limits.ts'

// Its entry for modules does not run in Node.
const { AdaptiveCard, HostConfig, SerializationContext, Versions } = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof AdaptiveCards

/**
 * A card that Teams shows as it was meant: of version 1.5 at most, and all of it understood.
 * @throws TeamsRefusal 400 `BadSyntax` with everything that is wrong.
 */
export function checkCard(value: unknown): Card {
  const faults = cardFaults(value)
  if (faults.length > 0) refuse(400, 'BadSyntax', `Adaptive card is not valid. ${faults.join(' ')}`)
  return value as Card
}

/** What is wrong with a card, a sentence each. */
export function cardFaults(value: unknown): string[] {
  if (!isCard(value)) return ['It is no AdaptiveCard.']
  const [major, minor = 0] = (value.version ?? '').split('.').map(Number)
  if (major !== 1 || !(minor <= 5)) return [`Version ${value.version} is not supported.`]
  const context = new SerializationContext(Versions.v1_5)
  const card = new AdaptiveCard()
  card.hostConfig = new HostConfig({ actions: { maxActions: limits.actions } })
  card.parse(value, context)
  const misread = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message)
  const invalid = card.validateProperties().validationEvents.map(({ message }) => message)
  const userIds = value.refresh?.userIds ?? []
  const crowd = userIds.length > limits.refreshUsers ? [`More than ${limits.refreshUsers} userIds.`] : []
  return [...misread, ...invalid, ...crowd]
}

function isCard(value: unknown): value is Card {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'AdaptiveCard'
}
