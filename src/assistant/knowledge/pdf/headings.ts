import type { Heading } from './heading.ts'
import { largePrint } from './large-print.ts'
import type { Line } from './line.ts'
import type { OutlineEntry } from './outline.ts'
import { outlineHeadings } from './outline-headings.ts'

/** An outline with fewer entries names the document alone. */
const fewestEntries = 2

/** The headings of a document in printed order: where its outline says, else where the print is large. */
export function findHeadings(lines: Line[], outline: OutlineEntry[]): Heading[] {
  const named = outlineHeadings(lines, outline)
  return named.length >= fewestEntries ? named : largePrint(lines)
}
