import { useState } from 'preact/hooks'
import { html, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import type { Sources } from './answer.ts'

const shownAtFirst = 3

/** The passages an answer stands on: three, and the rest on demand. */
export function SourceList({ citations, shown, open }: Sources): VNode {
  const [all, setAll] = useState(false)
  const hidden = all ? 0 : Math.max(0, citations.length - shownAtFirst)
  return html`<div class="sources">
    <ol aria-label="Sources">
      ${citations.slice(0, citations.length - hidden).map(
        (citation, at) => html`<li>
          <button type="button" class="source-line" aria-pressed=${citation === shown} onClick=${() => open(citation)}>
            <span class="source-number">${at + 1}</span>
            <span class="source-text">
              <span class="source-title">${citation.title}, page ${citation.page}</span>
              ${citation.heading && html`<span class="source-heading">${citation.heading}</span>`}
            </span>
            ${icon('forward')}
          </button>
        </li>`,
      )}
      ${hidden > 0 && html`<li><button type="button" class="source-line all" onClick=${() => setAll(true)}>${hidden} more</button></li>`}
    </ol>
  </div>`
}
