import type { Inbound } from '../../platform.ts'
import type { SlackPlace } from '../places.ts'

/** Something from Slack on its way into the intake. */
export interface Draft {
  /** Slack's own id of it. */
  key: string
  place: SlackPlace
  userId: string
  inbound: Inbound
  /** Where an answer to just this can be sent, for a while. */
  responseUrl?: string
}
