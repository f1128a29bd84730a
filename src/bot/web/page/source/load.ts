import type { PDFDocumentProxy } from 'pdfjs-dist'
import { filePath } from '../parts/client.ts'
import { failure } from '../parts/failure.ts'

const vendor = '/vendor/pdfjs'
const mostOpen = 3

/** The PDF library, fetched when the first source is opened. */
async function library() {
  const pdfjs = await import('pdfjs-dist')
  pdfjs.GlobalWorkerOptions.workerSrc = `${vendor}/build/pdf.worker.min.mjs`
  return pdfjs
}

const open = new Map<string, Promise<PDFDocumentProxy>>()

async function load(documentId: string): Promise<PDFDocumentProxy> {
  const pdfjs = await library()
  const task = pdfjs.getDocument({
    url: filePath(documentId),
    cMapUrl: `${vendor}/cmaps/`,
    standardFontDataUrl: `${vendor}/standard_fonts/`,
    wasmUrl: `${vendor}/wasm/`,
    disableAutoFetch: true,
  })
  try {
    return await task.promise
  } catch (error) {
    const gone = error instanceof Error && 'status' in error && error.status === 404
    throw failure(
      gone ? 404 : 0,
      gone
        ? 'This manual is no longer here. Ask again to search what is.'
        : "This manual's pages can't be shown. Try again, or open the PDF.",
    )
  }
}

/** Opens a manual's PDF, and keeps the last few open. A failure is not kept. */
export function openPdf(documentId: string): Promise<PDFDocumentProxy> {
  const known = open.get(documentId)
  if (known) return known
  const loading = load(documentId)
  open.set(documentId, loading)
  loading.catch(() => open.delete(documentId))
  for (const oldest of [...open.keys()].slice(0, -mostOpen)) {
    void open.get(oldest)?.then((pdf) => pdf.loadingTask.destroy())
    open.delete(oldest)
  }
  return loading
}

/** The part of the library that lays out selectable text. */
export async function textLayer() {
  return (await library()).TextLayer
}
