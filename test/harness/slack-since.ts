import { expect } from '@jest/globals'
import type { LogLine } from './bot.ts'
import { eventually } from './eventually.ts'
import type { SlackHouse } from './slack-house.ts'

/** What the bot did since a moment. */
export interface Since {
  /** In Slack, by the names of the methods: what it only read is left out. */
  acts(): string[]
  /** What it wrote into its log. */
  entries(): LogLine[]
  /** The same, a line an entry. */
  logged(): string
}

/** From now on. */
export function sinceNow({ slack, bot }: SlackHouse): Since {
  const [calls, lines] = [slack.calls.length, bot.log.length]
  return {
    acts: () =>
      slack.calls
        .slice(calls)
        .map(({ method }) => method)
        .filter((method) => /^(chat|views|assistant)\./.test(method)),
    entries: () => bot.log.slice(lines),
    logged: () =>
      bot.log
        .slice(lines)
        .map(({ level, msg, err }) => `${level} ${msg} ${JSON.stringify(err) ?? ''}`)
        .join('\n'),
  }
}

/** Waits until nothing is worked on. What the bot itself says and changes is heard too, and must not be taken in. */
export async function comeToRest({ slack, home }: SlackHouse): Promise<void> {
  await eventually(async () => (await atWork({ home })) === 0)
  const { botUserId } = slack.world.app
  expect(await home.query("SELECT * FROM inbox WHERE origin->>'user' = $1", [botUserId])).toEqual([])
}

/** How many deliveries wait, or are worked on. */
async function atWork({ home }: Pick<SlackHouse, 'home'>): Promise<number> {
  const [row] = await home.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM inbox WHERE status IN ('waiting', 'working')",
  )
  return row?.count ?? 0
}
