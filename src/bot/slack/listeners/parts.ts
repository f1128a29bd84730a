import type { WebClient } from '@slack/web-api'
import type { Logger } from '../../../log.ts'
import type { ChatConversations } from '../../chats/conversations-store.ts'
import type { ChatPosts } from '../../chats/posts-store.ts'
import type { SayUnable } from '../../chats/unable.ts'
import type { Offers } from '../../forms/asked.ts'
import type { Self } from '../api/self.ts'
import type { SlackIntake } from '../intake.ts'

/** What the listeners work with. */
export interface ListenerParts {
  client: WebClient
  self(): Self
  intake: SlackIntake
  posts: Pick<ChatPosts, 'find' | 'refer'>
  conversations: ChatConversations
  /** What forms offer to choose from. */
  offers(): Promise<Offers>
  /** What somebody hears whose words could not be stored. */
  unable: SayUnable
  log: Logger
}
