import { setTimeout as rest } from 'node:timers/promises'

/** Resolves when the bot takes Slack's requests: before it is connected with Slack, it takes nothing. */
export async function connected(url: string): Promise<void> {
  while ((await fetch(url, { method: 'POST' })).status === 503) await rest(50)
}
