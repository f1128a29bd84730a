import { schedulesCard } from '../../src/bot/cards/schedules.ts'
import { type Person, peopleOf } from '../../src/people.ts'
import type { Scheduled } from '../../src/sops/schedules/schedules.ts'
import { runs, view } from './runs.ts'

const anna: Person = { id: 'anna', name: 'Anna Placeholder', roles: ['senior'], identities: {} }

/** One that ran and is due, one that somebody paused, and one that could not begin. */
const scheduled: Scheduled[] = [
  {
    schedule: {
      name: 'daily-log-review',
      procedure: 'log-review',
      parameters: { period: '24h' },
      every: 'day',
      at: '06:30',
      tells: 'operations',
    },
    nextDueAt: new Date('2026-11-26T04:30:00Z'),
    problem: null,
    pausedBy: null,
    pausedAt: null,
    last: runs.done,
  },
  {
    schedule: {
      name: 'sunday-performance',
      procedure: 'performance',
      parameters: {},
      every: { weekday: 'sun' },
      at: '06:45',
      tells: 'operations',
    },
    nextDueAt: new Date('2026-11-29T04:45:00Z'),
    problem: null,
    pausedBy: 'anna',
    pausedAt: new Date('2026-11-25T08:00:00Z'),
    last: null,
  },
  {
    schedule: {
      name: 'noon-performance',
      procedure: 'performance',
      parameters: {},
      every: 'day',
      at: '14:00',
      tells: 'runs-page',
    },
    nextDueAt: new Date('2026-11-25T12:00:00Z'),
    problem:
      'R-141 has been measuring ai_assistant since 13:58 EET (Nikos Example). Wait until it has ended.',
    pausedBy: null,
    pausedAt: null,
    last: null,
  },
]

export const schedules = schedulesCard(scheduled, {
  person: anna,
  people: peopleOf({ people: [anna] }),
  timeZone: view.timeZone,
  now: new Date('2026-11-25T12:06:52Z'),
})
