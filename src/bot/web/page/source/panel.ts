import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Citation } from '../../../../assistant-api.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { type Spot, Viewer } from './viewer.ts'

interface PanelProps {
  citation: Citation
  close: () => void
}

/** Where a citation points. */
function spotOf({ document_id, page, page_end, quote }: Citation): Spot {
  return { documentId: document_id, page, pageEnd: page_end, quote }
}

/** The right column: the page an answer stands on, with the quote. Esc closes it. */
export function SourcePanel({ citation, close }: PanelProps): VNode {
  const panel = useRef<HTMLElement>(null)
  const spot = useMemo(() => spotOf(citation), [citation])
  useEffect(() => panel.current?.focus(), [citation])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      close()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [close])
  return html`<aside class="source" aria-label="Source" ref=${panel} tabindex="-1">
    <header class="source-head">
      <div class="source-names">
        <h2>${citation.title}</h2>
        ${citation.heading && html`<p>${citation.heading}</p>`}
      </div>
      <button type="button" class="icon-button" aria-label="Close the source" title="Close (Esc)" onClick=${close}>
        ${icon('close')}
      </button>
    </header>
    ${place(Viewer, { spot })}
  </aside>`
}
