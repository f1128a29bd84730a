import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const styles = readFileSync(join(import.meta.dirname, 'slack.css'), 'utf8')

/** A page that shows a picture. */
export function page(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>${styles}</style><body>${body}</body></html>`
}
