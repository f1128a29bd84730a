/** A line of a trend within a box of its own: parts between which nothing was measured. */
export interface Line {
  parts: { x: number; y: number }[][]
  /** The heights of limits that lie within the box. */
  limits: { name: 'warning' | 'critical'; y: number }[]
}

export interface Box {
  width: number
  height: number
}

/** What a line is drawn from: a value a moment, null where there is none. */
export interface Series {
  /** In milliseconds. */
  times: number[]
  values: (number | null)[]
  warning: number
  critical: number
}

/**
 * Fits values into a box: from zero, so that small changes look small, up to the first limit at least, so that the
 * distance to it shows.
 */
export function fitLine({ times, values, warning, critical }: Series, { width, height }: Box): Line {
  const known = values.filter((value) => value !== null)
  const top = Math.max(warning, ...known) * 1.15
  const yOf = (value: number) => height - (value / top) * height
  const [first = 0, last = first] = [times[0], times.at(-1)]
  const xOf = (time: number) => (last === first ? width : ((time - first) / (last - first)) * width)
  const parts: Line['parts'] = [[]]
  for (const [index, value] of values.entries()) {
    if (value === null) parts.push([])
    else parts.at(-1)?.push({ x: xOf(times[index] ?? first), y: yOf(value) })
  }
  const limits = [
    { name: 'warning' as const, y: yOf(warning) },
    { name: 'critical' as const, y: yOf(critical) },
  ]
  return { parts: parts.filter((part) => part.length > 0), limits: limits.filter(({ y }) => y >= 0) }
}
