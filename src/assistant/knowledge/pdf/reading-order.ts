import type { Line } from './line.ts'

/**
 * Puts a page's lines into reading order. Nearly every producer writes them so already (column after column),
 * and then its order is kept; only where it jumps about, lines are sorted by column, then downwards.
 * @param width the page's width, in points.
 */
export function inReadingOrder(lines: Line[], width: number): Line[] {
  const jumps = lines.filter((line, index) => jumpsUp(lines[index - 1], line)).length
  if (jumps <= Math.max(2, lines.length * allowedJumps)) return lines
  return columnsOf(lines, width).flatMap((column) => column.toSorted((a, b) => a.y - b.y || a.x - b.x))
}

/** A header or a side note that is written last makes a jump or two; shuffled text makes many. */
const allowedJumps = 0.15

/** The line stands above its predecessor without beginning a column to the right of it. */
function jumpsUp(before: Line | undefined, line: Line): boolean {
  if (before === undefined || line.y > before.y - before.size) return false
  return line.x < before.x + before.width * 0.5
}

/** Splits at an empty vertical strip in the page's middle third, where there is one. */
function columnsOf(lines: Line[], width: number): Line[][] {
  const gutter = [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65]
    .map((share) => width * share)
    .find((x) => lines.every((line) => line.x >= x || line.x + line.width <= x))
  if (gutter === undefined) return [lines]
  return [lines.filter((line) => line.x < gutter), lines.filter((line) => line.x >= gutter)]
}
