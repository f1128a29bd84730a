import type { Judged } from './judge.ts'
import type { TrendPoint } from './report.ts'
import { figureOf } from './words.ts'

/**
 * What a trend's picture shows, in words: what is outside its limits first.
 * @returns for example "Memory rose from 0.4 to 1.2 GB. CPU stayed at 12 %. From 13:40 EET to 14:00 EET."
 */
export function trendWords(
  points: readonly TrendPoint[],
  judged: readonly Judged[],
  timeText: (at: string) => string,
): string {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return ''
  const isOutside = ({ state }: Judged) => state === 'warning' || state === 'critical'
  const ordered = [...judged.filter(isOutside), ...judged.filter((one) => !isOutside(one))]
  const sentences = ordered.flatMap((one) => sentenceOf(one, points) ?? [])
  return [...sentences, `From ${timeText(first.at)} to ${timeText(last.at)}.`].join(' ')
}

/** From the first to the last report that measured it; null where fewer than two did. */
function sentenceOf({ measure, label, unit }: Judged, points: readonly TrendPoint[]): string | null {
  const known = points.flatMap(({ values }) => values[measure] ?? [])
  const [from, to] = [known[0], known.at(-1)]
  if (known.length < 2 || from === undefined || to === undefined) return null
  const [was, is] = [figureOf(from), figureOf(to)]
  const tail = unit === '' ? '' : ` ${unit}`
  if (was === is) return `${label} stayed at ${is}${tail}.`
  return `${label} ${to > from ? 'rose' : 'fell'} from ${was} to ${is}${tail}.`
}
