import { actVerbs, type Operation } from '../../../agent-api.ts'
import { sessionsText } from '../../maintenance/counts.ts'
import type { BatchedKind, BatchesSoFar } from '../kinds.ts'

/** Sessions deleted by one call: a few hundred messages each, so that nobody waits for long. */
const batchSize = 200

/**
 * Deletes the old sessions that were counted for the plan, and never more. Those of open cases stay: of the plan's,
 * and of those that were opened since, looked up for each call.
 */
export const deleteSessions: BatchedKind<{ cutoff: string; spared: string; sessions: string }> = {
  command: ({ cutoff, sessions }) =>
    `agent delete_sessions before ${cutoff.slice(0, 16)}Z, at most ${sessions}`,
  start: { sessions: 0, messages: 0, last: -1 },
  async next({ cutoff, spared, sessions }, { sessions: done = 0, last }, name, { cases }) {
    const left = Number(sessions) - done
    if (left <= 0 || last === 0) return null
    const stay = new Set([...(JSON.parse(spared) as string[]), ...(await cases.sessionsOfOpen())])
    const most = Math.min(batchSize, left)
    return { verb: 'delete_sessions', request: { deletion: name, cutoff, spared: [...stay], most } }
  },
  after(so, result) {
    const { sessions, messages } = actVerbs.delete_sessions.response.parse(result)
    return {
      sessions: (so['sessions'] ?? 0) + sessions,
      messages: (so['messages'] ?? 0) + messages,
      last: sessions,
    }
  },
  told: ({ sessions: wanted }, { sessions = 0, messages = 0 }) =>
    Number(wanted) === 0
      ? 'There is nothing to delete.'
      : `${sessionsText({ sessions, messages })} of ${Number(wanted).toLocaleString('en')} deleted.`,
  noted: ({ sessions = 0, messages = 0 }) => ({ deleted: { sessions, messages } }),
}

/** What is done in a single call, which tells how long it took. */
const once = {
  start: { calls: 0, seconds: 0 },
  after: (_: BatchesSoFar, result: Operation['result']): BatchesSoFar => {
    const { seconds } = actVerbs.refresh_statistics.response.parse(result)
    return { calls: 1, seconds }
  },
}

const secondsText = (seconds: number): string => `${seconds.toFixed(1)} s`

/** One piece of upkeep on one table. */
export const maintainTable: BatchedKind<{ table: string; task: string }> = {
  command: ({ table, task }) => `agent maintain_table ${task} ${table}`,
  ...once,
  next: async ({ table, task }, { calls = 0 }) =>
    calls > 0
      ? null
      : {
          verb: 'maintain_table',
          request: actVerbs.maintain_table.request.parse({ table, task }),
        },
  told: ({ table }, { seconds = 0 }) => `${table}: ${secondsText(seconds)}.`,
}

/** Statistics of every table. */
export const refreshStatistics: BatchedKind<object> = {
  command: () => 'agent refresh_statistics',
  ...once,
  next: async (_, { calls = 0 }) => (calls > 0 ? null : { verb: 'refresh_statistics', request: {} }),
  told: (_, { seconds = 0 }) => `All tables: ${secondsText(seconds)}.`,
}
