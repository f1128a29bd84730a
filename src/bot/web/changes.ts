import { Client } from 'pg'
import type { Logger } from '../../log.ts'

/** Something that changes: what is told of on a channel, all of it or what one payload names. */
export interface Topic {
  channel: string
  payload?: string
}

/** Tells the open event streams that something may have changed, whichever process changed it. */
export interface Changes {
  /** @returns what ends the subscription. */
  subscribe(topic: Topic, onChange: () => void): () => void
  close(): Promise<void>
}

/** While PostgreSQL tells of changes, a look now and then catches what it could not tell. */
const lookWhileListeningMs = 2_000
/** While it does not, looking is all there is; as often, the connection is tried again. */
const lookWhileDeafMs = 250

const connectionTimeoutMillis = 3_000

/** Listens to the database for changes, on several channels over one connection. */
export function startChanges(url: string, channels: string[], log: Logger): Changes {
  const subscriptions = new Set<{ topic: Topic; onChange: () => void }>()
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const tell = (channel: string, payload: string | undefined) => {
    for (const { topic, onChange } of subscriptions) {
      if (topic.channel === channel && (topic.payload ?? payload) === payload) onChange()
    }
  }
  const tellAll = () => {
    for (const { onChange } of subscriptions) onChange()
  }

  const listen = async (): Promise<void> => {
    const fresh = new Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis })
    fresh.on('error', () => forget(fresh))
    fresh.on('end', () => forget(fresh))
    fresh.on('notification', ({ channel, payload }) => tell(channel, payload))
    try {
      await fresh.connect()
      for (const channel of channels) await fresh.query(`LISTEN ${channel}`)
      client = fresh
    } catch (error) {
      log.warn({ err: error }, 'cannot listen for changes; looking for them instead')
      await fresh.end().catch(() => undefined)
    }
  }
  const forget = (lost: Client) => {
    if (client === lost) client = undefined
  }

  const look = async (): Promise<void> => {
    if (client === undefined) await listen()
    tellAll()
    if (closed) await client?.end().catch(() => undefined)
    else timer = setTimeout(() => void look(), client ? lookWhileListeningMs : lookWhileDeafMs)
  }
  void look()

  return {
    subscribe: (topic, onChange) => {
      const subscription = { topic, onChange }
      subscriptions.add(subscription)
      return () => void subscriptions.delete(subscription)
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
