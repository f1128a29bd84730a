import { type ComponentChildren, html, type VNode } from './html.ts'
import { mark } from './icons.ts'

/** A page that says one thing: what happened, and what to do. */
export function fullNotice(title: string, text: string, action?: ComponentChildren): VNode {
  return html`<main class="full-notice">
    ${mark()}
    <h1>${title}</h1>
    <p>${text}</p>
    ${action}
  </main>`
}
