import type { PDFDocumentProxy } from 'pdfjs-dist'
import { withoutFurniture } from './furniture.ts'
import { findHeadings } from './headings.ts'
import { lineJoiner } from './hyphens.ts'
import type { Page } from './line.ts'
import { readPage } from './lines.ts'
import { openPdf } from './open.ts'
import { type OutlineEntry, readOutline } from './outline.ts'
import { joinParagraphs } from './paragraphs.ts'
import { cutPassages, type Passage } from './passages.ts'
import { PdfProblem } from './problem.ts'
import { assertReadable } from './readable.ts'
import { cutSections } from './sections.ts'

/** What a PDF says, before it is cut into passages. */
export interface Manual {
  pages: Page[]
  outline: OutlineEntry[]
}

export type Progress = (pagesDone: number, pages: number) => void

/**
 * Reads a PDF's text.
 * @throws PdfProblem when it cannot be opened, is too long, or has no text that can be read.
 */
export async function readManual(
  bytes: Uint8Array,
  { maxPages }: { maxPages: number },
  progress: Progress,
): Promise<Manual> {
  const doc = await openPdf(bytes)
  try {
    if (doc.numPages < 1) throw new PdfProblem('damaged')
    if (doc.numPages > maxPages) throw new PdfProblem('too_many_pages')
    const pages = await readPages(doc, progress)
    assertReadable(pages)
    return { pages: withoutFurniture(pages), outline: await readOutline(doc) }
  } finally {
    await doc.loadingTask.destroy()
  }
}

/** The library keeps fonts and streams of pages it has read; a third of the memory is saved by letting go. */
const pagesKept = 100

async function readPages(doc: PDFDocumentProxy, progress: Progress): Promise<Page[]> {
  const pages: Page[] = []
  for (let number = 1; number <= doc.numPages; number += 1) {
    try {
      pages.push(await readPage(await doc.getPage(number)))
    } catch (cause) {
      throw new PdfProblem('damaged', { cause })
    }
    if (number % pagesKept === 0) await doc.cleanup()
    progress(number, doc.numPages)
  }
  return pages
}

/**
 * Cuts a manual along its headings into passages, in printed order.
 * @throws PdfProblem when nothing is left without headers, footers and tables of contents.
 */
export function passagesOf({ pages, outline }: Manual): Passage[] {
  const lines = pages.flatMap((page) => page.lines)
  const join = lineJoiner(lines)
  const passages = cutSections(lines, findHeadings(lines, outline)).flatMap((section) =>
    cutPassages(section.path, joinParagraphs(section.lines, join)),
  )
  if (passages.length === 0) throw new PdfProblem('no_text')
  return passages
}
