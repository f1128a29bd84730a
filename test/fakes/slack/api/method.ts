import type { SlackEvents } from '../events.ts'
import type { Triggers } from '../triggers.ts'
import type { ChannelKind, World } from '../world.ts'

/** What a method works on. */
export interface MethodParts {
  world: World
  events: SlackEvents
  /** Slack tells the app of its own messages too, in its own time. */
  inBackground(work: Promise<unknown>): void
  triggers: Triggers
  streaming: Streaming
  /** A fresh address for a connection of Socket Mode. */
  socketAddress(): string
}

/** How streams behave. */
export interface Streaming {
  /** Whether the methods are there at all. */
  isKnown: boolean
  /** A stream ends by itself after so many appends. */
  diesAfter: number
}

/** The arguments of a call, without the token. */
export type Arguments = Record<string, unknown>

/** One method of the Web API. */
export interface Method {
  /** One of these is needed; what depends on the kind of channel is a function of it. */
  scopes: string[] | ((kind: ChannelKind) => string[])
  /** Whose token it wants. */
  token?: 'app'
  /** @returns what stands beside `ok: true`. @throws SlackRefusal where Slack would refuse. */
  run(given: Arguments, parts: MethodParts): Record<string, unknown>
}
