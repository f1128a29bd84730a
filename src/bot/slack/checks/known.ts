import { type Finding, off } from '../../../finding.ts'
import type { Bot } from './bot.ts'
import type { CheckParts } from './parts.ts'

/** Looks at what can only be seen with a token that works; without one its own check says why. */
export async function ifKnown(
  { bot }: Pick<CheckParts, 'bot'>,
  look: (bot: Bot) => Promise<Finding>,
): Promise<Finding> {
  const known = await bot().catch(() => null)
  if (known !== null) return await look(known)
  return off('it cannot be seen without a bot token that works.', 'Mend that first.')
}
