import { z } from 'zod'
import { limits } from '../kit/limits.ts'
import { refuse, refuseFaults } from '../refusal.ts'
import { maybeText, ownChannel, text } from './given.ts'
import type { Method } from './method.ts'

const promptsSchema = z
  .array(z.object({ title: z.string().min(1), message: z.string().min(1) }))
  .min(1)
  .max(limits.prompts)

/** What an agent shows beside its messages. */
export const assistantMethods: Record<string, Method> = {
  'assistant.threads.setStatus': {
    scopes: ['chat:write'],
    run: (given, { world }) => {
      const channel = ownChannel(world, text(given, 'channel_id'))
      const threadTs = text(given, 'thread_ts')
      if (!channel.messages.has(threadTs)) refuse('invalid_thread_ts')
      const status = given['status']
      if (typeof status !== 'string') refuseFaults('invalid_arguments', ['missing required field: status'])
      const key = `${channel.id}:${threadTs}`
      if (status === '') world.statuses.delete(key)
      else world.statuses.set(key, status)
      return {}
    },
  },
  'assistant.threads.setSuggestedPrompts': {
    scopes: ['assistant:write'],
    run: (given, { world }) => {
      const channel = ownChannel(world, text(given, 'channel_id'))
      const prompts = promptsSchema.safeParse(given['prompts'])
      if (!prompts.success) refuseFaults('invalid_arguments', ['invalid prompts'])
      // For an app with `agent_view` Slack says ok to a call with a thread, and does nothing.
      if (maybeText(given, 'thread_ts') === undefined) world.prompts.set(channel.id, prompts.data)
      return {}
    },
  },
}
