import type { PDFDocumentProxy } from 'pdfjs-dist'
import { normalise } from './normalise.ts'

/** An entry of the document's outline, in its order. */
export interface OutlineEntry {
  title: string
  /** 1 is the outermost. */
  level: number
  /** From 1. */
  page: number
  /** Where on the page it begins, in points from the top; null when the outline names the page alone. */
  y: number | null
}

type Items = NonNullable<Awaited<ReturnType<PDFDocumentProxy['getOutline']>>>

/** More than any manual has; a hostile outline can name millions. */
const maxEntries = 20_000
const maxDepth = 12

/** The outline's entries with the places they lead to; those that lead nowhere are left out. */
export async function readOutline(doc: PDFDocumentProxy): Promise<OutlineEntry[]> {
  const entries: OutlineEntry[] = []
  const walk = async (items: Items, level: number): Promise<void> => {
    for (const item of items) {
      if (entries.length >= maxEntries) return
      const place = await placeOf(doc, item.dest)
      const title = normalise(item.title).trim()
      if (place !== undefined && title !== '') entries.push({ title, level, ...place })
      if (level < maxDepth) await walk(item.items, level + 1)
    }
  }
  await walk((await doc.getOutline().catch(() => null)) ?? [], 1)
  return entries
}

type Place = Pick<OutlineEntry, 'page' | 'y'>

async function placeOf(doc: PDFDocumentProxy, dest: string | unknown[] | null): Promise<Place | undefined> {
  try {
    const target = typeof dest === 'string' ? await doc.getDestination(dest) : dest
    if (!Array.isArray(target)) return undefined
    const index = typeof target[0] === 'number' ? target[0] : await doc.getPageIndex(target[0])
    const page = await doc.getPage(index + 1)
    const point = pointOf(target)
    const y =
      point === null ? null : page.getViewport({ scale: 1 }).convertToViewportPoint(point.x, point.y)[1]
    return { page: index + 1, y: y ?? null }
  } catch {
    return undefined // a link into nothing, as damaged or hostile outlines have them
  }
}

/** The point that a destination names, in the page's own units; null where it names a page alone. */
function pointOf(dest: unknown[]): { x: number; y: number } | null {
  const kind = dest[1]
  const name = typeof kind === 'object' && kind !== null && 'name' in kind ? kind.name : ''
  const at = (index: number): number | null => {
    const value = dest[index]
    return typeof value === 'number' ? value : null
  }
  const [x, y] =
    name === 'XYZ'
      ? [at(2), at(3)]
      : name === 'FitH' || name === 'FitBH'
        ? [0, at(2)]
        : name === 'FitR'
          ? [at(2), at(5)]
          : [0, null]
  return y === null ? null : { x: x ?? 0, y }
}
