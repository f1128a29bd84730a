import type { Clock } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import type { OutageParts } from '../../outage.ts'
import type { RunbookSettings, Schedule } from '../../runbook-settings.ts'
import type { Runs, Wanted } from '../runs.ts'
import type { StandingStore } from '../standing/store.ts'
import { nextDue, timingText } from './next-due.ts'
import type { Planned, ScheduleStore } from './store.ts'

export interface DueParts extends OutageParts {
  store: ScheduleStore
  /** What some schedules begin under. */
  standing: Pick<StandingStore, 'expire'>
  runs: Pick<Runs, 'requestByClock'>
  runbook(): RunbookSettings
  /** Where the card of a schedule's run is to be. */
  placeOf(schedule: Schedule): Wanted['place']
  clock: Clock
}

/** Begins every schedule that is due, in the order of runbook.yml. One that cannot begin stays due. */
export async function runDue(parts: DueParts): Promise<void> {
  const { store, standing, clock } = parts
  const [settings, now] = [parts.runbook(), clock.now()]
  await store.follow(plannedOf(settings, now), now)
  await standing.expire(now)
  for (const schedule of settings.schedules) await begin(schedule, parts)
}

/** The schedules of runbook.yml with the due times that are next from now on. */
export function plannedOf({ schedules, service }: RunbookSettings, now: Date): Planned[] {
  const { time_zone: zone } = service
  return schedules.map((schedule) => ({
    name: schedule.name,
    timing: timingText(schedule, zone),
    nextDueAt: nextDue(schedule, zone, now),
  }))
}

async function begin(schedule: Schedule, parts: DueParts): Promise<void> {
  const { store, runs, runbook, placeOf, clock, log, isUnreachable } = parts
  const { name, procedure } = schedule
  let key = ''
  try {
    await store.begin(name, clock.now(), async (due) => {
      // The same due time has the same key, whoever asks and how often: it is one run.
      key = `schedule:${name}:${due.toISOString()}`
      const { number } = await runs.requestByClock(schedule, { key, due, place: placeOf(schedule) })
      return { run: number, nextDueAt: nextDue(schedule, runbook().service.time_zone, clock.now()) }
    })
  } catch (error) {
    if (isUnreachable(error)) throw error
    const isRefused = error instanceof UserError
    log[isRefused ? 'warn' : 'error'](
      { err: error, schedule: name },
      'what is due could not begin; it is tried again',
    )
    if (!isRefused) return
    await store.noteProblem(name, error, { due: key, procedure, now: clock.now() })
  }
}
