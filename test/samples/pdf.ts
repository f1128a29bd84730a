import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'

export interface OutlineEntry {
  level: number
  title: string
  /** The page it leads to, from 1. */
  page: number
}

export interface Pdf {
  title: string
  language: string
  /** The text of each page. */
  pages: string[]
  outline: OutlineEntry[]
}

type Node = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>[number]

/** Reads what a reader of the file sees: title, language, text by page, outline. */
export async function readPdf(data: Uint8Array): Promise<Pdf> {
  const loading = getDocument({ data: new Uint8Array(data), verbosity: 0 })
  const document = await loading.promise
  try {
    const { info } = await document.getMetadata()
    const { Title = '', Language = '' } = info as { Title?: string; Language?: string }
    return {
      title: Title,
      language: Language,
      pages: await pageTexts(document),
      outline: await outlineEntries(document, await document.getOutline()),
    }
  } finally {
    await loading.destroy()
  }
}

async function pageTexts(document: PDFDocumentProxy): Promise<string[]> {
  const texts: string[] = []
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    const { items } = await page.getTextContent()
    texts.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''))
  }
  return texts
}

async function outlineEntries(
  document: PDFDocumentProxy,
  nodes: Node[] | null,
  level = 1,
): Promise<OutlineEntry[]> {
  const entries: OutlineEntry[] = []
  for (const node of nodes ?? []) {
    entries.push({ level, title: node.title, page: await pageOf(document, node) })
    entries.push(...(await outlineEntries(document, node.items, level + 1)))
  }
  return entries
}

async function pageOf(document: PDFDocumentProxy, { dest }: Node): Promise<number> {
  const target = typeof dest === 'string' ? await document.getDestination(dest) : dest
  return target ? (await document.getPageIndex(target[0])) + 1 : 0
}
