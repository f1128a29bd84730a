import { namedId } from './ids.ts'
import type { Channel, World } from './world.ts'

/** Opens a channel; its name without `#`. */
export function addChannel(world: World, name: string, kind: Channel['kind'], members: string[]): Channel {
  const channel: Channel = {
    id: namedId(kind === 'im' ? 'D' : 'C', name),
    name,
    kind,
    members: new Set(members),
    messages: new Map(),
    replies: new Map(),
  }
  world.channels.set(channel.id, channel)
  return channel
}

/** The direct messages of somebody with the bot. */
export function directChannel(world: World, userId: string): Channel {
  const name = `with-${userId}`
  const known = world.channels.get(namedId('D', name))
  return known ?? addChannel(world, name, 'im', [userId, world.app.botUserId])
}

/** A channel of which is known that it is there. */
export function channelIn(world: World, id: string): Channel {
  const channel = world.channels.get(id)
  if (channel === undefined) throw new Error(`there is no channel ${id}`)
  return channel
}
