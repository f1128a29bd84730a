import { refuse } from '../refusal.ts'
import { shownFile } from '../show.ts'
import { text } from './given.ts'
import type { Method } from './method.ts'

/** Files that people shared where the bot is. */
export const fileMethods: Record<string, Method> = {
  'files.info': {
    scopes: ['files:read'],
    run: (given, { world }) => {
      const file = world.files.get(text(given, 'file'))
      const isSeen = [...(file?.channels ?? [])].some((channel) =>
        world.channels.get(channel)?.members.has(world.app.botUserId),
      )
      if (file === undefined || !isSeen) refuse('file_not_found')
      return { file: shownFile(world, file) }
    },
  },
}
