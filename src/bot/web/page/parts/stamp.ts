import { html, type VNode } from './html.ts'
import { clockTime, fullTime } from './time.ts'

/** A 24-hour time; the day and the zone on hover. */
export function stamp(iso: string): VNode {
  return html`<time datetime=${iso} title=${fullTime(iso)}>${clockTime(iso)}</time>`
}
