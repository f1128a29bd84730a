import { type Heading, maxHeadingLines } from './heading.ts'
import type { Line } from './line.ts'

/** How much larger than the body a heading is printed. */
const largerThanBody = 1.15
const longestHeading = 120
/** Where more of the lines are large, size does not mark headings here. */
const mostHeadings = 0.3
const deepestLevel = 3

/** Short lines in larger print than the body's, where they are few enough to be headings. */
export function largePrint(lines: Line[]): Heading[] {
  const body = bodySize(lines)
  const isLarge = (line: Line): boolean =>
    line.size >= body * largerThanBody &&
    line.text.length <= longestHeading &&
    /\p{L}{2}/u.test(line.text) &&
    !line.row
  const large = lines.filter(isLarge)
  if (large.length > lines.length * mostHeadings) return []
  const sizes = [...new Set(large.map((line) => Math.round(line.size)))].toSorted((a, b) => b - a)
  const headings: Heading[] = []
  for (const [index, line] of lines.entries()) {
    if (!isLarge(line)) continue
    const last = headings.at(-1)
    const before = lines[index - 1]
    if (
      last?.end === index &&
      before !== undefined &&
      wraps(before, line) &&
      index - last.start < maxHeadingLines
    ) {
      last.title += ` ${line.text}`
      last.end = index + 1
    } else {
      const level = Math.min(deepestLevel, sizes.indexOf(Math.round(line.size)) + 1)
      headings.push({ title: line.text, level, start: index, end: index + 1 })
    }
  }
  return headings
}

/** The next line goes on with the same heading. */
function wraps(before: Line, line: Line): boolean {
  const step = line.y - before.y
  return (
    before.page === line.page && Math.abs(before.size - line.size) < 0.5 && step > 0 && step < line.size * 1.6
  )
}

/** The size that most characters are printed in. */
function bodySize(lines: Line[]): number {
  const characters = new Map<number, number>()
  for (const { size, text } of lines) {
    const key = Math.round(size * 2) / 2
    characters.set(key, (characters.get(key) ?? 0) + text.length)
  }
  return [...characters].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}
