import type { Line, Page } from './line.ts'

/** Lines at the top and at the bottom of a page that may be its header or footer. */
const edgeLines = 3
/** The share of pages on which a header or footer stands; left and right pages may have their own. */
const mostPages = 0.4
/** The outermost line may also be the running title of a chapter, which fewer pages have. */
const chapterPages = 0.05
const fewestPages = 3

const pageNumber = /^(?:page|p\.|σελίδα|σελ\.)?[\s–—-]*#(?:\s*(?:\/|of|από)\s*#)?[\s–—-]*$/u
/** "Blade bolts ........ 37": a table of contents repeats the headings and answers nothing. */
const dotLeader = /(?:\.\s?){5,}\s*(?:\d+|[ivxlc]+)?$/iu

/** Drops headers, footers, page numbers and tables of contents, which are no part of what a manual says. */
export function withoutFurniture(pages: Page[]): Page[] {
  const repeated = repeatedKeys(pages)
  return pages.map((page) => {
    const dropped = new Set(
      edgesOf(page).flatMap(({ line, key }) =>
        repeated.has(key) || repeated.has(outermost(key)) ? [line] : [],
      ),
    )
    return { ...page, lines: page.lines.filter((line) => !dropped.has(line) && !dotLeader.test(line.text)) }
  })
}

interface Edge {
  line: Line
  key: string
  /** No line stands further out. */
  isOutermost: boolean
}

const outermost = (key: string): string => `outermost ${key}`

function repeatedKeys(pages: Page[]): Set<string> {
  const seen = new Map<string, number>()
  for (const page of pages) {
    const edges = edgesOf(page)
    const keys = [
      ...edges,
      ...edges.filter((edge) => edge.isOutermost).map((edge) => ({ key: outermost(edge.key) })),
    ]
    for (const key of new Set(keys.map((edge) => edge.key))) seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  const enough = (key: string): number =>
    Math.max(fewestPages, pages.length * (key.startsWith(outermost('')) ? chapterPages : mostPages))
  return new Set([...seen].filter(([key, count]) => count >= enough(key)).map(([key]) => key))
}

function edgesOf({ lines }: Page): Edge[] {
  const byHeight = lines.toSorted((a, b) => a.y - b.y)
  const edges = [...new Set([...byHeight.slice(0, edgeLines), ...byHeight.slice(-edgeLines)])]
  return edges.map((line) => ({
    line,
    key: keyOf(line),
    isOutermost: line === byHeight[0] || line === byHeight.at(-1),
  }))
}

/** What it says, numbers left open, and about where it stands; a page number may stand left or right, high or low. */
function keyOf(line: Line): string {
  const text = line.text.toLowerCase().replace(/\d+|\b[ivxlc]+\b/g, '#')
  return pageNumber.test(text) ? '#' : `${Math.round(line.y / 8)} ${text}`
}
