import type { Actor } from '../../actor.ts'
import { askerName } from '../../asker.ts'
import { UserError } from '../../errors.ts'
import { may } from '../../people.ts'
import type { RunbookSettings, Schedule } from '../../runbook-settings.ts'
import { audited, currently, type DecidingParts } from '../deciding.ts'
import type { Run } from '../run.ts'
import type { StandingStore } from '../standing/store.ts'
import { type StandingView, standingView } from '../standing/view.ts'
import { named } from './named.ts'
import { nextDue } from './next-due.ts'
import { plannedOf } from './run-due.ts'
import type { ScheduleRow, ScheduleStore } from './store.ts'

/** A schedule with where it stands. */
export interface Scheduled extends Omit<ScheduleRow, 'name' | 'lastRun'> {
  schedule: Schedule
  /** Its newest run; null where it has not run yet. */
  last: Run | null
  /** On whose word it begins; null where it needs nobody's. */
  standing: StandingView | null
}

/** The schedules as people deal with them. Every refusal is a UserError, and is audited. */
export interface Schedules {
  /** In the order of runbook.yml. */
  list(): Promise<Scheduled[]>
  /** Until it is resumed it does not run, and what is due meanwhile is left out. */
  pause(name: string, actor: Actor): Promise<void>
  resume(name: string, actor: Actor): Promise<void>
}

export interface SchedulesParts extends Pick<DecidingParts, 'people' | 'runbook' | 'clock'> {
  /** Their own table. */
  schedules: ScheduleStore
  standing: Pick<StandingStore, 'of'>
  store: Pick<DecidingParts['store'], 'find' | 'refuse'>
}

/** The schedules over their store and the runs'. */
export function createSchedules(parts: SchedulesParts): Schedules {
  const { schedules, runbook, clock } = parts
  const rowsOf = async (settings: RunbookSettings): Promise<ScheduleRow[]> => {
    const now = clock.now()
    await schedules.follow(plannedOf(settings, now), now)
    return await schedules.all()
  }
  const steer = (
    action: string,
    name: string,
    actor: Actor,
    work: (schedule: Schedule, row: ScheduleRow) => Promise<void>,
  ): Promise<void> =>
    audited({ action, subject: name, actor }, parts, async () => {
      mustBeSenior(actor, parts)
      const settings = runbook()
      await work(named(name, settings.schedules), named(name, await rowsOf(settings)))
    })

  return {
    list: async () => {
      const settings = runbook()
      const all = await rowsOf(settings)
      return await Promise.all(
        settings.schedules.map(async (schedule) => {
          const { lastRun, name: _, ...row } = named(schedule.name, all)
          const last = lastRun === null ? null : await parts.store.find(lastRun)
          return { ...row, schedule, last, standing: await standingView(schedule, parts) }
        }),
      )
    },
    pause: (name, actor) =>
      steer('schedule.paused', name, actor, async (_, row) => {
        if (!(await schedules.pause(name, actor, clock.now()))) throw pausedAlready(row, parts)
      }),
    resume: (name, actor) =>
      steer('schedule.resumed', name, actor, async (schedule) => {
        const now = clock.now()
        const next = nextDue(schedule, runbook().service.time_zone, now)
        if (!(await schedules.resume(name, next, actor, now))) throw notPaused(name)
      }),
  }
}

function mustBeSenior(actor: Actor, parts: SchedulesParts): void {
  if (may(currently(actor, parts), 'steer-schedules')) return
  throw new UserError('not_allowed', 'To pause and resume schedules needs the senior role.', {
    action: 'Ask somebody who has it.',
    status: 403,
  })
}

function pausedAlready({ name, pausedBy }: ScheduleRow, { people }: SchedulesParts): UserError {
  const who = pausedBy === null ? '' : ` by ${askerName(pausedBy, people())}`
  return new UserError('not_now', `${name} is paused already${who}.`, { status: 409 })
}

const notPaused = (name: string): UserError =>
  new UserError('not_now', `${name} is not paused.`, { status: 409 })
