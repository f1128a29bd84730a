import type { PDFPageProxy } from 'pdfjs-dist'
import { Util } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { Line, Page } from './line.ts'
import { normalise } from './normalise.ts'
import { inReadingOrder } from './reading-order.ts'

/** A run of text as the page places it, in the page's own top-down coordinates. */
interface Piece {
  text: string
  x: number
  y: number
  width: number
  size: number
  /** White space was written before it. */
  spaced: boolean
}

/** Baselines this close, as a share of the font size, are one line (a raised 2 belongs to its m). */
const sameBaseline = 0.45
/** A gap this wide, as a share of the font size, is a space. */
const spaceGap = 0.15
/** A gap this wide, as a share of the font size, separates the cells of a table. */
const cellGap = 1.3

/** Reads the printed lines of a page in reading order. Nothing on the page is drawn or run. */
export async function readPage(page: PDFPageProxy): Promise<Page> {
  const viewport = page.getViewport({ scale: 1 })
  const { items } = await page.getTextContent()
  const pieces = items.flatMap((item) => ('str' in item ? [pieceOf(item, viewport.transform)] : []))
  const lines = joinLines(inkedOf(pieces), page.pageNumber)
  page.cleanup()
  return {
    number: page.pageNumber,
    width: viewport.width,
    height: viewport.height,
    lines: inReadingOrder(lines, viewport.width),
  }
}

function pieceOf(item: { str: string; transform: number[]; width: number }, view: number[]): Piece {
  const [, , c = 0, d = 0, x = 0, y = 0] = Util.transform(view, item.transform)
  return { text: item.str, x, y, width: item.width, size: Math.hypot(c, d), spaced: false }
}

/** White space has no dependable width: only that it was there is kept. */
function inkedOf(pieces: Piece[]): Piece[] {
  const blank = pieces.map((piece) => piece.text.trim() === '')
  return pieces
    .map((piece, index) => ({
      ...piece,
      spaced: blank[index - 1] === true && pieces[index - 1]?.text !== '',
    }))
    .filter((_, index) => !blank[index])
}

function joinLines(pieces: Piece[], page: number): Line[] {
  const rows: Piece[][] = []
  let last: Piece | undefined
  for (const piece of pieces) {
    const row = rows.at(-1)
    if (row !== undefined && last !== undefined && continues(last, piece)) row.push(piece)
    else rows.push([piece])
    last = piece
  }
  return rows.map((row) => lineOf(row, page)).filter((line) => line.text !== '')
}

function continues(last: Piece, next: Piece): boolean {
  const size = Math.max(last.size, next.size)
  return Math.abs(last.y - next.y) <= sameBaseline * size && next.x >= last.x + last.width - size
}

function lineOf(row: Piece[], page: number): Line {
  const [first = emptyPiece] = row
  const end = Math.max(...row.map((piece) => piece.x + piece.width))
  const main = row.reduce((a, b) => (b.text.length > a.text.length ? b : a), first)
  return {
    page,
    text: normalise(joinText(row)).trim(),
    x: first.x,
    y: main.y,
    width: end - first.x,
    size: main.size,
    row: gaps(row).some((gap) => gap > cellGap * main.size),
  }
}

const emptyPiece: Piece = { text: '', x: 0, y: 0, width: 0, size: 0, spaced: false }

function gaps(row: Piece[]): number[] {
  return row.slice(1).map((piece, index) => {
    const before = row[index]
    return before === undefined ? 0 : piece.x - before.x - before.width
  })
}

function joinText(row: Piece[]): string {
  const between = gaps(row)
  return row
    .map((piece, index) => {
      const gap = between[index - 1] ?? 0
      return index > 0 && (piece.spaced || gap > spaceGap * piece.size) ? ` ${piece.text}` : piece.text
    })
    .join('')
}
