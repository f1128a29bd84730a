import type { WebClient } from '@slack/web-api'
import type { Logger } from '../../../log.ts'
import type { Self } from '../api/self.ts'
import type { SlackConversations } from '../conversations-store.ts'
import type { Offers } from '../forms/forms.ts'
import type { SlackIntake } from '../intake.ts'
import type { SlackPosts } from '../posting/posts-store.ts'
import type { SayUnable } from '../unable.ts'

/** What the listeners work with. */
export interface ListenerParts {
  client: WebClient
  self(): Self
  intake: SlackIntake
  posts: Pick<SlackPosts, 'find' | 'refer'>
  conversations: SlackConversations
  /** What forms offer to choose from. */
  offers(): Promise<Offers>
  /** What somebody hears whose words could not be stored. */
  unable: SayUnable
  log: Logger
}
