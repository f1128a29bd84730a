import type { Heading } from './heading.ts'
import type { Line } from './line.ts'

/** What stands between two headings. */
export interface Section {
  /** The titles above it, outermost first. */
  path: string[]
  lines: Line[]
}

/** Cuts a document's lines at its headings. A heading with nothing beneath it stands for its own text. */
export function cutSections(lines: Line[], headings: Heading[]): Section[] {
  const preface = { path: [], lines: lines.slice(0, headings[0]?.start) }
  const sections: Section[] = [preface]
  let open: Heading[] = []
  for (const [index, heading] of headings.entries()) {
    open = [...open.filter((above) => above.level < heading.level), heading]
    const next = headings[index + 1]
    const body = lines.slice(heading.end, next?.start)
    const opensAnother = next !== undefined && next.level > heading.level
    sections.push({
      path: open.map(({ title }) => title).filter((title, at, all) => title !== all[at - 1]),
      lines: body.length === 0 && !opensAnother ? lines.slice(heading.start, heading.end) : body,
    })
  }
  return sections.filter((section) => section.lines.length > 0)
}
