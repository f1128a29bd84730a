import { directChannel } from '../fakes/slack/channels.ts'
import type { Channel, User, World } from '../fakes/slack/world.ts'

/** Somebody by name or id. */
export function userNamed(world: World, name: string): User {
  const user = [...world.users.values()].find((one) => one.name === name || one.id === name)
  if (user === undefined) throw new Error(`there is nobody called ${name}`)
  return user
}

/** A channel by name or id; `@bot` is somebody's direct messages with it. */
export function channelNamed(world: World, name: string, userId?: string): Channel {
  if (name === '@bot' && userId !== undefined) return directChannel(world, userId)
  const plain = name.replace('#', '')
  const channel = [...world.channels.values()].find((one) => one.name === plain || one.id === plain)
  if (channel === undefined) throw new Error(`there is no channel ${name}`)
  return channel
}

/** What Slack makes of what somebody types: `@maria`, `@bot` and `#ops` become ids, and nothing is markup. */
export function typed(text: string, world: World): string {
  const { botUserId } = world.app
  const ids = new Map([...world.users.values()].map(({ name, id }) => [name, id]))
  const channels = new Map([...world.channels.values()].map(({ name, id }) => [name, id]))
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/(?<!\w)@(\w+)/g, (whole, name: string) => {
      const id = name === 'bot' ? botUserId : ids.get(name)
      return id === undefined ? whole : `<@${id}>`
    })
    .replaceAll(/(?<!\w)#(\w+)/g, (whole, name: string) => {
      const id = channels.get(name)
      return id === undefined ? whole : `<#${id}|${name}>`
    })
}
