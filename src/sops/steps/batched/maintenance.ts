import { actVerbs, type Operation } from '../../../agent-api.ts'
import { sessionsText } from '../../maintenance/counts.ts'
import type { BatchedKind } from '../kinds.ts'

/** Sessions deleted by one call: a few hundred messages each, so that nobody waits for long. */
const batchSize = 200

/** What went so far. */
interface Deleted {
  sessions: number
  messages: number
  /** By the last call; null before the first. */
  last: number | null
}

/**
 * Deletes the old sessions that were counted for the plan, and never more. Those of open cases stay: of the plan's,
 * and of those that were opened since, looked up for each call.
 */
export const deleteSessions: BatchedKind<{ cutoff: string; spared: string; sessions: string }, Deleted> = {
  command: ({ cutoff, sessions }) =>
    `agent delete_sessions before ${cutoff.slice(0, 16)}Z, at most ${sessions}`,
  start: { sessions: 0, messages: 0, last: null },
  async next({ cutoff, spared, sessions }, { sessions: done, last }, name, { cases }) {
    const left = Number(sessions) - done
    if (left <= 0 || last === 0) return null
    const stay = new Set([...(JSON.parse(spared) as string[]), ...(await cases.sessionsOfOpen())])
    const most = Math.min(batchSize, left)
    return { verb: 'delete_sessions', request: { deletion: name, cutoff, spared: [...stay], most } }
  },
  after(so, result) {
    const { sessions, messages } = actVerbs.delete_sessions.response.parse(result)
    return {
      sessions: so.sessions + sessions,
      messages: so.messages + messages,
      last: sessions,
    }
  },
  told: ({ sessions: wanted }, { sessions, messages }) =>
    Number(wanted) === 0
      ? 'There is nothing to delete.'
      : `${sessionsText({ sessions, messages })} of ${Number(wanted).toLocaleString('en')} deleted.`,
  noted: ({ sessions, messages }) => ({ deleted: { sessions, messages } }),
}

/** How long the only call took; null before it. */
interface Once {
  seconds: number | null
}

const once = {
  start: { seconds: null },
  after: (_: Once, result: Operation['result']): Once => actVerbs.refresh_statistics.response.parse(result),
}

const secondsText = (seconds: number | null): string =>
  seconds === null ? 'not done' : `${seconds.toFixed(1)} s`

/** One piece of upkeep on one table. */
export const maintainTable: BatchedKind<{ table: string; task: string }, Once> = {
  command: ({ table, task }) => `agent maintain_table ${task} ${table}`,
  ...once,
  next: async ({ table, task }, { seconds }) =>
    seconds !== null
      ? null
      : {
          verb: 'maintain_table',
          request: actVerbs.maintain_table.request.parse({ table, task }),
        },
  told: ({ table }, { seconds }) => `${table}: ${secondsText(seconds)}.`,
}

/** Statistics of every table. */
export const refreshStatistics: BatchedKind<object, Once> = {
  command: () => 'agent refresh_statistics',
  ...once,
  next: async (_, { seconds }) => (seconds !== null ? null : { verb: 'refresh_statistics', request: {} }),
  told: (_, { seconds }) => `All tables: ${secondsText(seconds)}.`,
}
