import { buffer } from 'node:stream/consumers'
import PDFDocument from 'pdfkit'

/** A font with Greek letters, from Debian's fonts-dejavu. */
const font = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'

export interface Section {
  title: string
  text: string
  /** In the outline; 1 is the outermost. */
  level?: number
  /** Begins a page. */
  newPage?: boolean
}

export interface Made {
  sections: Section[]
  /** Leave the outline out. */
  noOutline?: boolean
  /** Print titles as small as the text. */
  smallTitles?: boolean
  /** Printed on every page; # is the page's number. */
  header?: string
  footer?: string
  password?: string
}

/** Makes a PDF as a manual's author would. */
export async function madePdf({
  sections,
  noOutline,
  smallTitles,
  header,
  footer,
  password,
}: Made): Promise<Buffer<ArrayBuffer>> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 72,
    bufferPages: true,
    autoFirstPage: false,
    ...(password !== undefined && { userPassword: password, ownerPassword: `${password}!` }),
  })
  doc.font(font)
  const above: PDFKit.PDFOutline[] = [doc.outline]
  for (const [index, { title, text, level = 1, newPage }] of sections.entries()) {
    if (index === 0 || newPage) doc.addPage()
    if (!noOutline) above.splice(level, above.length, (above[level - 1] ?? doc.outline).addItem(title))
    if (title !== '')
      doc
        .fontSize(smallTitles ? 10 : 18 - 2 * level)
        .text(title)
        .moveDown(0.5)
    doc.fontSize(10).text(text, { width: 450 }).moveDown()
  }
  printEdges(doc, header, footer)
  doc.end()
  return Buffer.from(await buffer(doc))
}

function printEdges(doc: PDFKit.PDFDocument, header: string | undefined, footer: string | undefined): void {
  const { count } = doc.bufferedPageRange()
  for (let index = 0; index < count; index += 1) {
    doc.switchToPage(index)
    doc.page.margins.bottom = 0
    doc.fontSize(8)
    if (header !== undefined) doc.text(header.replace('#', String(index + 1)), 72, 30, { lineBreak: false })
    if (footer !== undefined) doc.text(footer.replace('#', String(index + 1)), 72, 800, { lineBreak: false })
  }
}

/** Text at fixed places of one page, in the order given: [text, x, y, size?]. */
export async function placedPdf(
  pieces: [text: string, x: number, y: number, size?: number][],
): Promise<Buffer<ArrayBuffer>> {
  const doc = new PDFDocument({ size: 'A4', margin: 0 })
  doc.font(font)
  for (const [text, x, y, size = 10] of pieces) doc.fontSize(size).text(text, x, y, { lineBreak: false })
  doc.end()
  return Buffer.from(await buffer(doc))
}

/** A sentence of its own for each number, so that nothing repeats by accident. */
export function sentences(count: number, about: string): string {
  return Array.from(
    { length: count },
    (_, index) => `Sentence ${index + 1} about the ${about} says how it is done.`,
  ).join(' ')
}

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** Pages that are pictures, as a scanner makes them. */
export async function scannedPdf(pages: number): Promise<Buffer<ArrayBuffer>> {
  const doc = new PDFDocument({ size: 'A4', margin: 0, autoFirstPage: false })
  for (let page = 0; page < pages; page += 1) doc.addPage().image(pixel, 0, 0, { width: 595, height: 842 })
  doc.end()
  return Buffer.from(await buffer(doc))
}
