import { schedulesCard } from '../../src/bot/cards/schedules.ts'
import { standingCard } from '../../src/bot/cards/standing.ts'
import { type Person, peopleOf } from '../../src/people.ts'
import type { Scheduled } from '../../src/sops/schedules/schedules.ts'
import type { Standing } from '../../src/sops/standing/standing.ts'
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
    standing: null,
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
    standing: null,
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
    standing: null,
  },
]

const upkeep: Scheduled['schedule'] = {
  name: 'weekly-maintenance',
  procedure: 'maintenance',
  parameters: { cutoff: 'older than 30d' },
  every: { weekday: 'sun' },
  at: '04:15',
  tells: 'operations',
}

const asked: Standing = {
  id: 3,
  schedule: upkeep.name,
  digest: 'c89a0c7ca351d424e604db4093c79a3a0c22bd818d2b6a47c3c3395f35e11c93',
  maximum: 100_000,
  status: 'asked',
  verified: true,
  place: { platform: 'slack', thread: 'C1:1700.000100' },
  askedBy: 'petros',
  askedAt: new Date('2026-11-24T09:30:00Z'),
  approvedBy: null,
  approvedAt: null,
  expiresAt: new Date('2026-12-01T09:30:00Z'),
  endedBy: null,
  endedAt: null,
}

const approved: Standing = {
  ...asked,
  status: 'approved',
  approvedBy: 'anna',
  approvedAt: new Date('2026-11-24T10:00:00Z'),
  expiresAt: new Date('2027-02-24T10:00:00Z'),
}

scheduled.push({
  schedule: upkeep,
  nextDueAt: new Date('2026-11-29T02:15:00Z'),
  problem: null,
  pausedBy: null,
  pausedAt: null,
  last: null,
  standing: { granted: approved, waiting: null, flaw: null },
})

const facts = {
  viewer: null,
  people: peopleOf({ people: [anna] }),
  schedule: upkeep,
  timeZone: view.timeZone,
}
export const standing = {
  'standing approval': standingCard(asked, facts),
  'standing approval that stands': standingCard(approved, facts),
}

export const schedules = schedulesCard(scheduled, {
  person: anna,
  people: peopleOf({ people: [anna] }),
  timeZone: view.timeZone,
  now: new Date('2026-11-25T12:06:52Z'),
})
