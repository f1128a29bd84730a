import { type Heading, maxHeadingLines } from './heading.ts'
import type { Line } from './line.ts'
import type { OutlineEntry } from './outline.ts'

/** Finds where the entries of an outline are printed. */
export function outlineHeadings(lines: Line[], outline: OutlineEntry[]): Heading[] {
  const pages = rangesByPage(lines)
  const found: Heading[] = []
  for (const entry of outline) {
    const range = pages.get(entry.page)
    if (range === undefined) continue
    const before = found.at(-1)
    const from =
      before !== undefined && before.end > range.start && before.end < range.end ? before.end : range.start
    const place = printedAt(lines, entry, from, range.end) ?? placeByHeight(lines, entry, from, range.end)
    found.push({ title: entry.title, level: entry.level, ...place })
  }
  return found.toSorted((a, b) => a.start - b.start)
}

interface Range {
  start: number
  end: number
}

function rangesByPage(lines: Line[]): Map<number, Range> {
  const ranges = new Map<number, Range>()
  for (const [index, { page }] of lines.entries()) {
    ranges.set(page, { start: ranges.get(page)?.start ?? index, end: index + 1 })
  }
  return ranges
}

/** The lines that print the entry's title: nearest to where it points, else those in the largest print. */
function printedAt(lines: Line[], { title, y }: OutlineEntry, from: number, to: number): Range | undefined {
  const wanted = keyOf(title)
  if (wanted === '') return undefined
  const matches: (Range & { rank: number })[] = []
  for (let start = from; start < to; start += 1) {
    const end = endOfTitle(lines, wanted, start, Math.min(to, start + maxHeadingLines))
    const line = lines[start]
    if (end === undefined || line === undefined) continue
    matches.push({ start, end, rank: y === null ? -line.size : Math.abs(line.y - line.size - y) })
  }
  const best = matches.toSorted((a, b) => a.rank - b.rank || a.start - b.start)[0]
  return best && { start: best.start, end: best.end }
}

/** Whether the lines from `start` on spell the title, a number before it left out on either side. */
function endOfTitle(lines: Line[], wanted: string, start: number, limit: number): number | undefined {
  let text = ''
  for (let end = start; end < limit; end += 1) {
    text += keyOf(lines[end]?.text ?? '')
    if (text === wanted || withoutNumber(text) === withoutNumber(wanted)) return end + 1
    if (text.length > wanted.length + 12) return undefined
  }
  return undefined
}

function keyOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

function withoutNumber(key: string): string {
  return key.replace(/^\d+(?=\p{L})/u, '') || key
}

/** Where an entry points when its title is not printed as it says. */
function placeByHeight(lines: Line[], { y }: OutlineEntry, from: number, to: number): Range {
  const start =
    y === null ? from : lines.findIndex((line, index) => index >= from && index < to && line.y >= y)
  const place = start === -1 ? to : start
  return { start: place, end: place }
}
