import type { Me } from '../../api.ts'
import { html, type VNode } from './html.ts'
import { icon } from './icons.ts'
import { timeAfter, weekdayTime } from './time.ts'

/** Above every page: the maintenance that lasts now, or that comes, by the reader's own clock. */
export function maintenanceLine({ reason, from, until, isNow }: NonNullable<Me['maintenance']>): VNode {
  const when = isNow
    ? `until ${timeAfter(until, new Date().toISOString())}`
    : `${weekdayTime(from)} to ${timeAfter(until, from)}`
  return html`<p class="maintenance ${isNow ? 'is-now' : ''}" role="status">
    ${icon('clock')}
    <span>
      <strong>Maintenance ${when}</strong> · ${reason}. The assistant may not answer for some of the time.
    </span>
  </p>`
}
