import type { Line } from './events.ts'
import { type ComponentChildren, html, type VNode } from './html.ts'
import type { Fresh } from './use-fresh.ts'

/** A page beside the conversations: its title, and what stands below. */
export function frame(
  title: string,
  { line }: { line: Line },
  children: ComponentChildren,
  back?: VNode,
): VNode {
  return html`<section class="page" aria-label=${title} tabindex="-1">
    <div class="page-column">
      ${back}
      <h1 class="page-title">${title}</h1>
      ${line === 'reconnecting' && html`<p class="page-line" role="status">Reconnecting…</p>`}
      ${children}
    </div>
  </section>`
}

/** Instead of what is not there yet, or not at all. */
export function absent<Value>({ problem, isMissing }: Fresh<Value>): VNode {
  if (problem === undefined) return html`<p class="page-note" role="status">Loading…</p>`
  const more = isMissing ? '' : ' It is tried again every few seconds.'
  return html`<p class="page-note" role="alert">${problem}${more}</p>`
}
