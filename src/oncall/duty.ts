import { isWithin, periodOf } from '../local-time.ts'
import { type DutyName, duties } from '../on-call-settings.ts'
import type { People, Person } from '../people.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import { inTurn, turnAt, turnStart } from './rota.ts'

/** Who is on duty by runbook.yml; undefined where people.yml does not know the person. */
export interface Duties {
  primary: Person | undefined
  secondary: Person | undefined
  manager: Person | undefined
  /** When somebody else becomes the primary; null where nobody does. */
  until: Date | null
}

type DutySettings = Pick<RunbookSettings, 'on_call' | 'service'>

/** Who is on duty at a moment, and until when the primary is. */
export function dutiesAt(settings: DutySettings, people: People, at: Date): Duties {
  const names = namesAt(settings, at)
  return {
    primary: people.byId(names.primary),
    secondary: people.byId(names.secondary),
    manager: people.byId(names.manager),
    until: nextChange(settings, at),
  }
}

/** The ids of those on duty at a moment: an override's, or else the turn's, or else those who always are. */
export function namesAt(
  { on_call: onCall, service: { time_zone: zone } }: DutySettings,
  at: Date,
): Record<DutyName, string> {
  const standing = onCall.overrides.filter((override) => isWithin(override, at, zone))
  const turn = onCall.rota === undefined ? -1 : turnAt(onCall.rota, at, zone)
  const nameOf = (duty: DutyName): string => {
    const list = (duty !== 'manager' && turn >= 0 && onCall.rota?.[duty]) || []
    const standIn = standing.find((override) => override[duty] !== undefined)?.[duty]
    return standIn ?? inTurn(list, turn) ?? onCall[duty]
  }
  return { primary: nameOf('primary'), secondary: nameOf('secondary'), manager: nameOf('manager') }
}

/** Whether somebody has said that they cannot be reached at a moment. */
export function isAway(person: Person, at: Date, timeZone: string): boolean {
  return awayUntil(person, at, timeZone) !== null
}

/** When somebody who is away can be reached again; null for whoever is not away. */
export function awayUntil({ away = [] }: Person, at: Date, timeZone: string): Date | null {
  const now = away.filter((period) => isWithin(period, at, timeZone))
  const ends = now.map((period) => periodOf(period, timeZone).until)
  return ends.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null
}

/** The next moment at which another person is the primary. */
function nextChange(settings: DutySettings, at: Date): Date | null {
  const { primary } = namesAt(settings, at)
  for (let edge = edgeAfter(settings, at); edge !== null; edge = edgeAfter(settings, edge)) {
    if (namesAt(settings, edge).primary !== primary) return edge
  }
  return null
}

/** The next moment at which the primary may change; null where none is left. */
function edgeAfter({ on_call: { rota, overrides }, service }: DutySettings, at: Date): Date | null {
  const { time_zone: zone } = service
  const ofPrimary = overrides.filter((override) => override.primary !== undefined)
  const periods = ofPrimary.map((override) => periodOf(override, zone))
  const standing = periods.find(({ from, until }) => from <= at && at < until)
  // Whatever the rota says meanwhile.
  if (standing !== undefined) return standing.until
  const handOver = rota === undefined ? [] : handOverAfter(rota, at, zone)
  const edges = [...handOver, ...periods.map(({ from }) => from)].filter((edge) => edge > at)
  return edges.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null
}

/** Where one person has every turn, the first hand-over is the only one. */
function handOverAfter(rota: NonNullable<DutySettings['on_call']['rota']>, at: Date, zone: string): Date[] {
  const next = Math.max(turnAt(rota, at, zone) + 1, 0)
  return next === 0 || new Set(rota.primary).size > 1 ? [turnStart(rota, next, zone)] : []
}

/** Everybody whom runbook.yml names for a duty, with the place in the file. */
export function namedForDuty({ on_call: { rota, overrides, ...fixed } }: Pick<RunbookSettings, 'on_call'>) {
  const turns = (['primary', 'secondary'] as const).flatMap((duty) =>
    (rota?.[duty] ?? []).map((id, turn) => ({ duty, id, place: `on_call.rota.${duty}[${turn}]` })),
  )
  const standIns = overrides.flatMap((override, index) =>
    duties.flatMap((duty) => {
      const id = override[duty]
      return id === undefined ? [] : [{ duty, id, place: `on_call.overrides[${index}].${duty}` }]
    }),
  )
  return [
    ...duties.map((duty) => ({ duty, id: fixed[duty], place: `on_call.${duty}` })),
    ...turns,
    ...standIns,
  ]
}

/** Where the two settings files contradict each other, as sentences. */
export function contradictions(settings: RunbookSettings, people: People): string[] {
  const { document } = settings
  const owner = document === undefined ? [] : [{ place: 'document.owner', id: document.owner }]
  return [...namedForDuty(settings), ...owner]
    .filter(({ id }) => people.byId(id) === undefined)
    .map(
      ({ place, id }) =>
        `runbook.yml names "${id}" as ${place}, whom people.yml does not know. Add the person there, or name another here.`,
    )
}
