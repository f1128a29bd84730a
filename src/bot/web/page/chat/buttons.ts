import type { Button } from '../../../card.ts'
import { html, place, type VNode } from '../parts/html.ts'
import { icon } from '../parts/icons.ts'
import { Menu } from '../parts/menu.ts'

/** A set of buttons: the rest of them stand behind ⋯. */
export function buttons(
  shown: Button[],
  more: Button[],
  { busy, click }: { busy: boolean; click: (action: string, value: string) => void },
): VNode {
  return html`<div class="buttons">
    ${shown.map(
      ({ label, action, value, style }) =>
        html`<button type="button" class="button ${style ?? 'plain'}" disabled=${busy}
          onClick=${() => click(action, value)}>${label}</button>`,
    )}
    ${
      more.length > 0 &&
      place(Menu, {
        name: 'More',
        face: icon('more'),
        className: 'more',
        opens: 'up',
        disabled: busy,
        items: more.map(({ label, action, value, style }) => ({
          label,
          danger: style === 'danger',
          pick: () => click(action, value),
        })),
      })
    }
  </div>`
}
