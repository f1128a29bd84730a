import type { LogSource, LogSummary } from '../../agent-api.ts'
import { patternOf } from './patterns.ts'
import { type Change, type Finding, keyOf } from './review.ts'

/** What is held against each other. */
export interface Spans {
  now: LogSummary
  /** The same span before; null where it could not be read. */
  before: LogSummary | null
  /** The keys of what earlier reviews have found. */
  known: ReadonlySet<string>
  /** How often an error makes it a repeated one. */
  repeated: number
}

/** The kinds of both spans as findings, the most telling first. A log that could not be read proves nothing gone. */
export function compareSpans({ now, before, known, repeated }: Spans): Finding[] {
  const [seen, earlier] = [merged(now), merged(before)]
  const present = [...seen.values()].map((one): Finding => {
    const count = earlier.get(keyOf(one))?.count ?? 0
    const isComparable = count > 0 || covers(before, one.sources)
    return {
      ...one,
      pattern: patternOf(one.kind, one.level, one.count, repeated),
      before: isComparable ? count : null,
      change: isComparable ? changeOf(one.count, count, known.has(keyOf(one))) : null,
    }
  })
  const gone = [...earlier.values()]
    .filter((one) => !seen.has(keyOf(one)) && covers(now, one.sources))
    .map(
      (one): Finding => ({
        ...one,
        pattern: patternOf(one.kind, one.level, one.count, repeated),
        count: 0,
        before: one.count,
        change: 'gone',
      }),
    )
  return [...present, ...gone].sort(byWeight)
}

type Merged = Pick<Finding, 'level' | 'kind' | 'sources' | 'count' | 'sample'>

/** A line that stands in several logs counts once: as often as in the log that has it most. */
function merged(summary: LogSummary | null): Map<string, Merged> {
  const all = new Map<string, Merged>()
  for (const { level, kind, source, count, sample } of summary?.kinds ?? []) {
    const known = all.get(keyOf({ level, kind }))
    const sources: LogSource[] = [...(known?.sources ?? []), source]
    all.set(keyOf({ level, kind }), {
      level,
      kind,
      sources,
      count: Math.max(count, known?.count ?? 0),
      sample: known?.sample ?? sample,
    })
  }
  return all
}

/**
 * Whether a summary would have told of a kind of these logs: none of them failed, nothing was left out, and the time
 * left some lines at all. A log without lines says nothing else than that: the file of errors is often empty.
 */
function covers(summary: LogSummary | null, sources: readonly LogSource[]): boolean {
  if (summary === null || summary.truncated) return false
  const hasFailed = summary.sources.some(
    ({ source, state }) => state === 'failed' && sources.includes(source),
  )
  return !hasFailed && summary.sources.some(({ state, lines }) => state === 'read' && lines > 0)
}

function changeOf(count: number, before: number, isKnown: boolean): Change {
  if (before === 0) return isKnown ? 'back' : 'new'
  if (count === before) return 'same'
  return count > before ? 'more' : 'fewer'
}

const weights: Record<Change, number> = { new: 0, back: 1, more: 2, same: 3, fewer: 4, gone: 6 }
const weightOf = ({ change }: Finding): number => (change === null ? 5 : weights[change])

/** What is there before what is gone, errors before warnings, what changed before what did not, many before few. */
function byWeight(a: Finding, b: Finding): number {
  return (
    Number(a.change === 'gone') - Number(b.change === 'gone') ||
    Number(a.level !== 'error') - Number(b.level !== 'error') ||
    weightOf(a) - weightOf(b) ||
    b.count - a.count
  )
}
