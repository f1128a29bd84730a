import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist'
import { findQuote } from './find-quote.ts'
import { textLayer } from './load.ts'

/** The whole page in the room, its width, or larger than that. */
export type Zoom = 'page' | 'width' | 'large'

/** How a page is to be drawn. */
export interface PageRequest {
  pdf: PDFDocumentProxy
  page: number
  quote: string
  /** The room there is, in CSS pixels. */
  room: { width: number; height: number }
  zoom: Zoom
}

/** Sharper than this costs memory that phones do not have. */
const sharpest = 2
const largeFactor = 1.75
/** A page wider than this is read no better, in CSS pixels. */
const widest = 960

function viewportOf(page: PDFPageProxy, { room, zoom }: PageRequest) {
  const natural = page.getViewport({ scale: 1 })
  const byWidth = Math.min(room.width, widest) / natural.width
  const scales: Record<Zoom, number> = {
    page: Math.min(byWidth, room.height / natural.height),
    width: byWidth,
    large: byWidth * largeFactor,
  }
  return page.getViewport({ scale: scales[zoom] })
}

type Viewport = ReturnType<typeof viewportOf>

async function drawPicture(page: PDFPageProxy, viewport: Viewport): Promise<HTMLCanvasElement> {
  const canvas = document.createElement('canvas')
  const ratio = Math.min(devicePixelRatio, sharpest)
  canvas.width = Math.floor(viewport.width * ratio)
  canvas.height = Math.floor(viewport.height * ratio)
  canvas.setAttribute('aria-hidden', 'true')
  await page.render({ canvas, viewport, transform: [ratio, 0, 0, ratio, 0, 0] }).promise
  return canvas
}

/** The text over the picture: selectable, and what screen readers read. */
async function layText(page: PDFPageProxy, viewport: Viewport, container: HTMLElement) {
  const TextLayer = await textLayer()
  const layer = new TextLayer({ textContentSource: await page.getTextContent(), container, viewport })
  await layer.render()
  return layer
}

function boxesOf(divs: HTMLElement[], runs: string[], quote: string): DOMRect[] {
  return findQuote(runs, quote).flatMap(({ run, start, end }) => {
    const text = divs[run]?.firstChild
    if (!text) return []
    const range = document.createRange()
    range.setStart(text, start)
    range.setEnd(text, end)
    return [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0)
  })
}

function highlightBox(box: DOMRect, origin: DOMRect): HTMLElement {
  const mark = document.createElement('div')
  mark.className = 'highlight'
  mark.style.left = `${box.left - origin.left}px`
  mark.style.top = `${box.top - origin.top}px`
  mark.style.width = `${box.width}px`
  mark.style.height = `${box.height}px`
  return mark
}

/**
 * Draws a page into the host in place of what is there, with the quote highlighted.
 * @returns the first highlight, or undefined where the quote does not stand on the page
 */
export async function drawPage(
  request: PageRequest,
  host: HTMLElement,
  isWanted: () => boolean,
): Promise<HTMLElement | undefined> {
  const page = await request.pdf.getPage(request.page)
  const viewport = viewportOf(page, request)
  const picture = await drawPicture(page, viewport)
  if (!isWanted()) return undefined

  const sheet = document.createElement('div')
  sheet.className = 'sheet'
  sheet.style.width = `${Math.floor(viewport.width)}px`
  sheet.style.height = `${Math.floor(viewport.height)}px`
  sheet.style.setProperty('--total-scale-factor', String(viewport.scale))
  const marks = document.createElement('div')
  marks.className = 'highlights'
  const text = document.createElement('div')
  text.className = 'textLayer'
  sheet.append(picture, marks, text)
  host.replaceChildren(sheet)

  const layer = await layText(page, viewport, text)
  const boxes = boxesOf(layer.textDivs, layer.textContentItemsStr, request.quote)
  const origin = sheet.getBoundingClientRect()
  marks.append(...boxes.map((box) => highlightBox(box, origin)))
  return marks.firstElementChild instanceof HTMLElement ? marks.firstElementChild : undefined
}
