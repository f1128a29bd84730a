import type { Citation } from '../../../../assistant-api.ts'
import { html, type VNode } from '../parts/html.ts'
import { languageOf } from '../parts/language.ts'
import { answerParts, type Part, type Piece } from './answer-text.ts'

/** What the marks of a card point at, and what happens when one is pressed. */
export interface Sources {
  citations: Citation[]
  /** The one that the source panel shows. */
  shown: Citation | null
  open: (citation: Citation) => void
}

/** How a citation is read: V4.0 Maintenance, page 37: Blade bolts */
export function citationLine({ title, page, heading }: Citation): string {
  return `${title}, page ${page}${heading ? `: ${heading}` : ''}`
}

/** An answer's plain text as paragraphs and lists whose `[n]` open the source. */
export function answer(text: string, sources: Sources): VNode {
  return html`<div class="answer" lang=${languageOf(text)}>
    ${answerParts(text).map((part) => partOf(part, sources))}
  </div>`
}

function partOf(part: Part, sources: Sources): VNode {
  if (part.kind === 'paragraph') {
    return html`<p>${part.lines.map((line) => html`<span class="line">${line.map(pieceOf(sources))}</span>`)}</p>`
  }
  const items = part.items.map((item) => html`<li>${item.map(pieceOf(sources))}</li>`)
  return part.ordered ? html`<ol start=${part.start}>${items}</ol>` : html`<ul>${items}</ul>`
}

const pieceOf =
  (sources: Sources) =>
  (piece: Piece): VNode | string => {
    if (typeof piece === 'string') return piece
    const marks = piece.marks.map((mark) => markOf(mark, sources))
    return html`<span class="marked">${piece.word}${marks}${piece.after}</span>`
  }

/** A mark without its source (not arrived yet, or none) is plain text. */
function markOf(number: number, { citations, shown, open }: Sources): VNode {
  const citation = citations[number - 1]
  if (!citation) return html`<span class="mark-text">[${number}]</span>`
  return html`<button type="button" class="cite" aria-label=${`Source ${number}: ${citationLine(citation)}`}
    aria-pressed=${citation === shown} title=${citationLine(citation)} onClick=${() => open(citation)}
  >${number}</button>`
}
