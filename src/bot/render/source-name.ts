import type { Citation } from '../../assistant-api.ts'

/** How a source is named: `V4.0 Maintenance, page 37: Blade bolts` */
export function sourceName({ title, page, heading }: Citation): string {
  return `${title}, page ${page}${heading === '' ? '' : `: ${heading}`}`
}
