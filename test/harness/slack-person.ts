import { directChannel } from '../fakes/slack/channels.ts'
import type { Delivery } from '../fakes/slack/deliver.ts'
import { blockWords } from '../fakes/slack/words.ts'
import type { User } from '../fakes/slack/world.ts'
import type { SlackServer } from '../fakes/slack.ts'
import { eventually } from './eventually.ts'
import { type Filling, slackFilling } from './slack-filling.ts'
import { type Act, type Pressing, slackPressing } from './slack-pressing.ts'
import { type Seeing, slackSeeing } from './slack-seeing.ts'
import { type Speaking, slackSpeaking } from './slack-speaking.ts'

/** Somebody at a screen. `@maria`, `@bot` and `#ops` in what they write become what Slack makes of them. */
export interface SlackPerson extends Speaking, Pressing, Filling, Seeing {
  id: string
  /** Opens the start page, waits until the bot has shown it, and resolves to its words. */
  opensHome(): Promise<string>
  /** Opens the direct messages with the bot. */
  opensConversation(): Promise<Delivery[]>
  /** The questions that the bot offers there to begin with. */
  suggestions(): string[]
  /** What Slack itself told them when the app did not answer: `dispatch_failed`, `operation_timeout`. */
  troubles: string[]
}

/** Lets somebody act. */
export function slackPerson(slack: SlackServer, user: User): SlackPerson {
  const { world, events } = slack
  const troubles: string[] = []
  const direct = () => directChannel(world, user.id)

  const act: Act = async (kind, body) => {
    const delivery = await slack.deliver(kind, body)
    const error = delivery.attempts.at(-1)?.error
    if (error !== undefined) troubles.push(error === 'http_timeout' ? 'operation_timeout' : 'dispatch_failed')
    return delivery
  }

  return {
    id: user.id,
    troubles,
    ...slackSpeaking(slack, user),
    ...slackPressing(slack, user, act),
    ...slackFilling(slack, user, act),
    ...slackSeeing(world, user),
    opensHome: async () => {
      const before = world.homes.get(user.id)?.hash
      await events.homeOpened(user, direct(), 'home')
      const home = await eventually(() => {
        const shown = world.homes.get(user.id)
        return shown?.hash === before ? undefined : shown
      })
      return blockWords(home.view.blocks)
    },
    opensConversation: () => events.homeOpened(user, direct(), 'messages'),
    suggestions: () => (world.prompts.get(direct().id) ?? []).map(({ message }) => message),
  }
}
