import { dayMs, minuteMs } from '../local-time.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import { isCancelled, type Maintenance } from './planned.ts'

/** What is told of a maintenance: that it comes, so many hours ahead; that it does not; that it began, or is over. */
export type NoticeKind = `ahead-${number}` | 'cancelled' | 'began' | 'ended'

const hourMs = 60 * minuteMs
/** What begins within the hour is not announced: that it began is told anyway. A word may be some minutes late. */
const leastAheadMs = 55 * minuteMs

/** What is to be told now, where so much was told already; null: nothing. */
export function noticeDue(one: Maintenance, told: NoticeKind[], now: Date): NoticeKind | null {
  if (told.includes('ended') || told.includes('cancelled')) return null
  if (isCancelled(one)) return 'cancelled'
  if (now < one.from) return aheadDue(one, told, now)
  if (now < one.until) return told.includes('began') ? null : 'began'
  // Of what passed while no bot ran, whoever planned it hears; of a window of the file nobody waits for a word.
  return told.includes('began') || one.plannedBy !== null ? 'ended' : null
}

/** Of several that are due only the nearest is told, and none after a nearer one. */
function aheadDue(one: Maintenance, told: NoticeKind[], now: Date): NoticeKind | null {
  const leftMs = one.from.getTime() - now.getTime()
  if (leftMs < leastAheadMs || !isAnnounced(one, now)) return null
  const nearest = Math.min(...one.noticeHours.filter((hours) => leftMs <= hours * hourMs))
  return hoursTold(told).some((hours) => hours <= nearest) ? null : `ahead-${nearest}`
}

/** Whether the time has come to say that a maintenance comes. */
export function isAnnounced({ from, noticeHours }: Maintenance, now: Date): boolean {
  return noticeHours.some((hours) => from.getTime() - now.getTime() <= hours * hourMs)
}

/** When it will be announced of what was just planned: at once, and so many hours ahead, the most first. */
export function noticesToCome(one: Maintenance, now: Date): { atOnce: boolean; hours: number[] } {
  const hours = one.noticeHours.filter((ahead) => one.from.getTime() - now.getTime() > ahead * hourMs)
  return { atOnce: aheadDue(one, [], now) !== null, hours: hours.toSorted((a, b) => b - a) }
}

/** Under which words a maintenance may have been announced, whether that was noted or not. */
export function announcedAs({ noticeHours }: Maintenance, told: NoticeKind[]): NoticeKind[] {
  return [...new Set([...noticeHours, ...hoursTold(told)])].map((hours) => `ahead-${hours}` as const)
}

function hoursTold(told: NoticeKind[]): number[] {
  return told.flatMap((kind) => {
    const [, hours] = /^ahead-(\d+)$/.exec(kind) ?? []
    return hours === undefined ? [] : [Number(hours)]
  })
}

/** So many days ahead a maintenance may be announced at most. */
export function farthestNoticeDays(
  settings: Pick<RunbookSettings, 'maintenance_windows' | 'notify_planned_hours_before'>,
): number {
  const hours = settings.maintenance_windows.flatMap((window) => window.notify_hours_before)
  return Math.ceil((Math.max(0, ...hours, ...settings.notify_planned_hours_before) * hourMs) / dayMs)
}
