import { Client } from 'pg'
import type { Logger } from '../../log.ts'
import { changesChannel } from './store.ts'

/** Tells the open event streams that a conversation may have changed, whichever process changed it. */
export interface Changes {
  /** @returns what ends the subscription. */
  subscribe(conversationId: string, onChange: () => void): () => void
  close(): Promise<void>
}

/** While PostgreSQL tells of changes, a look now and then catches what it could not tell. */
const lookWhileListeningMs = 2_000
/** While it does not, looking is all there is; as often, the connection is tried again. */
const lookWhileDeafMs = 250

const connectionTimeoutMillis = 3_000

/** Listens to the database for changes of conversations. */
export function startChanges(url: string, log: Logger): Changes {
  const listeners = new Map<string, Set<() => void>>()
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const tell = (conversationId: string) => {
    for (const onChange of listeners.get(conversationId) ?? []) onChange()
  }

  const listen = async (): Promise<void> => {
    const fresh = new Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis })
    fresh.on('error', () => forget(fresh))
    fresh.on('end', () => forget(fresh))
    fresh.on('notification', ({ payload }) => tell(payload ?? ''))
    try {
      await fresh.connect()
      await fresh.query(`LISTEN ${changesChannel}`)
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
    for (const id of listeners.keys()) tell(id)
    if (closed) await client?.end().catch(() => undefined)
    else timer = setTimeout(() => void look(), client ? lookWhileListeningMs : lookWhileDeafMs)
  }
  void look()

  return {
    subscribe: (conversationId, onChange) => {
      const set = listeners.get(conversationId) ?? new Set()
      listeners.set(conversationId, set.add(onChange))
      return () => {
        set.delete(onChange)
        if (set.size === 0 && listeners.get(conversationId) === set) listeners.delete(conversationId)
      }
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
