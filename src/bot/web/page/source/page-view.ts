import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { sentenceOf } from '../parts/failure.ts'
import { html, type VNode } from '../parts/html.ts'
import { drawPage, type Zoom } from './draw.ts'

interface PageViewProps {
  pdf: PDFDocumentProxy
  page: number
  quote: string
  zoom: Zoom
}

/** The room around a page, in pixels. */
const margin = 16

/** One rendered page, drawn anew when the panel's size changes. */
export function PageView({ pdf, page, quote, zoom }: PageViewProps): VNode {
  const frame = useRef<HTMLDivElement>(null)
  const host = useRef<HTMLDivElement>(null)
  const room = useRoom(frame)
  const [state, setState] = useState<{ problem?: string; missed?: boolean }>({})
  useEffect(() => {
    if (!room || !host.current) return
    let wanted = true
    drawPage({ pdf, page, quote, room, zoom }, host.current, () => wanted).then(
      (highlight) => {
        if (!wanted) return
        setState({ missed: quote !== '' && !highlight })
        if (highlight) highlight.scrollIntoView({ block: 'center', inline: 'start' })
        else frame.current?.scrollTo(0, 0)
      },
      (error) => wanted && setState({ problem: sentenceOf(error) }),
    )
    return () => {
      wanted = false
    }
  }, [pdf, page, quote, zoom, room?.width, room?.height])
  return html`<div class="page-frame" ref=${frame} tabindex="0" role="region" aria-label=${`Page ${page} of ${pdf.numPages}`}>
    ${state.problem && html`<p class="source-problem" role="alert">${state.problem}</p>`}
    ${state.missed && html`<p class="source-missed" role="status">The quoted words are not marked on this page.</p>`}
    <div class="page-host" ref=${host}></div>
  </div>`
}

/** An element's inner size, once it stopped changing. */
function useRoom(frame: { current: HTMLElement | null }) {
  const [room, setRoom] = useState<{ width: number; height: number }>()
  useLayoutEffect(() => {
    const { current } = frame
    if (!current) return
    let timer: ReturnType<typeof setTimeout>
    const measure = () =>
      setRoom({ width: current.clientWidth - 2 * margin, height: current.clientHeight - 2 * margin })
    const resized = new ResizeObserver(() => {
      clearTimeout(timer)
      timer = setTimeout(measure, 120)
    })
    measure()
    resized.observe(current)
    return () => {
      clearTimeout(timer)
      resized.disconnect()
    }
  }, [frame])
  return room
}
