import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useState } from 'preact/hooks'
import { filePath } from '../parts/client.ts'
import { sentenceOf } from '../parts/failure.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { type IconName, icon } from '../parts/icons.ts'
import type { Zoom } from './draw.ts'
import { PageView } from './page-view.ts'

/** A place in a manual. */
export interface Spot {
  documentId: string
  page: number
  pageEnd: number
  quote: string
}

/** A manual's page with the tools to read on: previous, next, zoom, and the PDF itself. */
export function Viewer({ spot }: { spot: Spot }): VNode {
  const [pdf, setPdf] = useState<PDFDocumentProxy>()
  const [problem, setProblem] = useState<string>()
  const [page, setPage] = useState(spot.page)
  const [zoom, setZoom] = useState<Zoom>('width')
  useEffect(() => setPage(spot.page), [spot])
  useOpenPdf(spot.documentId, setPdf, setProblem)
  const last = pdf?.numPages
  const shown = Math.min(page, last ?? page)
  const isQuoted = shown >= spot.page && shown <= spot.pageEnd
  return html`<div class="viewer">
    <div class="viewer-tools" role="toolbar" aria-label="Pages">
      ${tool('back', 'Previous page', shown <= 1, () => setPage(shown - 1))}
      <span class="page-count" role="status">Page ${shown}${last ? ` of ${last}` : ''}</span>
      ${tool('forward', 'Next page', last === undefined || shown >= last, () => setPage(shown + 1))}
      <span class="spacer"></span>
      ${tool('minus', 'Zoom out', zoom === zooms[0], () => setZoom(nextZoom(zoom, -1)))}
      ${tool('plus', 'Zoom in', zoom === zooms.at(-1), () => setZoom(nextZoom(zoom, 1)))}
      <a class="open-pdf" href=${`${filePath(spot.documentId)}#page=${shown}`} target="_blank" rel="noopener">
        <span>Open PDF</span>${icon('external')}
      </a>
    </div>
    ${problem && html`<p class="source-problem" role="alert">${problem}</p>`}
    ${pdf && place(PageView, { pdf, page: shown, quote: isQuoted ? spot.quote : '', zoom })}
    ${!pdf && !problem && html`<div class="page-frame" aria-busy="true"><p class="source-waiting">Opening the manual…</p></div>`}
  </div>`
}

function tool(name: IconName, label: string, off: boolean, act: () => void): VNode {
  return html`<button type="button" class="icon-button" aria-label=${label} title=${label} disabled=${off}
    onClick=${act}>${icon(name)}</button>`
}

const zooms: Zoom[] = ['page', 'width', 'large']

function nextZoom(zoom: Zoom, by: number): Zoom {
  return zooms[zooms.indexOf(zoom) + by] ?? zoom
}

function useOpenPdf(
  documentId: string,
  opened: (pdf: PDFDocumentProxy | undefined) => void,
  failed: (problem: string | undefined) => void,
): void {
  useEffect(() => {
    let wanted = true
    opened(undefined)
    failed(undefined)
    void import('./load.ts')
      .then(({ openPdf }) => openPdf(documentId))
      .then(
        (pdf) => wanted && opened(pdf),
        (error) => wanted && failed(sentenceOf(error)),
      )
    return () => {
      wanted = false
    }
  }, [documentId])
}
