import type { People } from './people.ts'

const ofSchedule = 'schedule:'

/** Who asked for the run of a schedule, where else a person's id stands; no person has such an id. */
export const scheduleAsker = (schedule: string): string => `${ofSchedule}${schedule}`

/** `the schedule daily-log-review` for one that asked; null for a person. */
export function askingSchedule(id: string): string | null {
  return id.startsWith(ofSchedule) ? `the schedule ${id.slice(ofSchedule.length)}` : null
}

/** Whoever did something to a run, within a sentence: a person's name, the schedule, or else the id. */
export function askerName(id: string, people: People): string {
  return askingSchedule(id) ?? people.byId(id)?.name ?? id
}
